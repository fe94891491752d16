package dev.yamabiko;

import dev.yamabiko.config.BatchesConfig;
import dev.yamabiko.config.HubConfig;
import dev.yamabiko.config.NotificationsConfig;
import dev.yamabiko.gateway.CallFailures;
import dev.yamabiko.gateway.Services;
import dev.yamabiko.gateway.auth.Roles;
import dev.yamabiko.node.Nodes;
import dev.yamabiko.node.Readiness;
import dev.yamabiko.service.BatchOperation;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.auth.AccessTokens;
import dev.yamabiko.service.batch.BatchService;
import dev.yamabiko.service.batch.BatchSettings;
import dev.yamabiko.service.batch.Pace;
import dev.yamabiko.service.chat.ChatService;
import dev.yamabiko.service.chat.ChatShare;
import dev.yamabiko.service.chat.ChatVerticle;
import dev.yamabiko.service.editor.EditorService;
import dev.yamabiko.service.editor.EditorShare;
import dev.yamabiko.service.editor.EditorVerticle;
import dev.yamabiko.service.file.DeleteOperation;
import dev.yamabiko.service.file.FileDesk;
import dev.yamabiko.service.file.FileService;
import dev.yamabiko.service.fold.Departures;
import dev.yamabiko.service.fold.Footing;
import dev.yamabiko.service.hub.HubService;
import dev.yamabiko.service.log.LogService;
import dev.yamabiko.service.log.LogVerticle;
import dev.yamabiko.service.log.PublishOperation;
import dev.yamabiko.service.notification.NotificationSender;
import dev.yamabiko.service.notification.NotificationService;
import dev.yamabiko.service.notification.NotificationVerticle;
import dev.yamabiko.service.notification.NotifyOperation;
import dev.yamabiko.service.notification.Overflow;
import dev.yamabiko.service.notification.QueueRules;
import dev.yamabiko.service.notification.Queues;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.Lane;
import dev.yamabiko.stream.Relay;
import dev.yamabiko.stream.latest.Boards;
import dev.yamabiko.stream.latest.LatestLane;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What the services of a node share, and how those of each event loop are made of it. Thread-safe. */
public final class ServiceParts implements Services.Factory {

    /** What a batch may have done that no checkpoint says, so that its keys are surely remembered. */
    private static final int MOST_UNSAVED = 4_096;

    /** How long a node may be away before what it held is removed. */
    private static final long AWAY_MS = 1_000;

    private final Core core;
    private final Permissions permissions;
    private final Footing footing;
    private final Departures departures;
    private final Queues queues;
    private final NotificationSender sender;
    private final FileDesk files;
    private final Boards boards;
    private final MetricParts metrics;
    private final GameParts games;
    private final EditorShare editors;
    private final ChatShare chat;
    private final Pace pace;
    private final SyncParts sync;
    private final UserParts users;

    /** What all services stand on. */
    public record Core(
            String node,
            HubConfig config,
            Vertx vertx,
            Journal journal,
            Appender appender,
            Relay relay,
            Nodes nodes,
            Readiness readiness,
            Gauges gauges,
            Clock clock,
            RandomGenerator random) {}

    /** Nothing runs yet. */
    public ServiceParts(Core core) {
        this(
                core,
                Roles.of(core.config().auth()),
                new IssuedTokens(null, core.config().auth()));
    }

    /** Nothing runs yet. {@code permissions}: who may do what; {@code tokens}: what users get who log in. */
    ServiceParts(Core core, Permissions permissions, AccessTokens tokens) {
        this.core = core;
        this.permissions = permissions;
        this.footing = new Footing(core.vertx(), core.journal(), core.appender(), core.relay(), core.clock());
        this.departures = new Departures(core.nodes(), core.clock(), AWAY_MS);
        this.queues = queues(core.config().notifications());
        this.sender = new NotificationSender(queues, core.clock(), core.random());
        this.files = FileParts.desk(core.vertx(), core.config(), core.gauges(), core.clock(), core.random());
        this.boards = new Boards(
                core.vertx(), core.relay(), core.clock(), core.config().stream().latestKeys(), core.gauges());
        this.metrics = new MetricParts(core.node(), core.config(), core.relay(), core.gauges(), core.clock());
        this.games = new GameParts(core, footing, boards, permissions);
        this.editors = EditorParts.share(core, footing, permissions);
        this.chat = ChatParts.share(core, footing, departures, permissions);
        this.pace = new Pace(core.config().batches().itemsPerSecond());
        this.sync = new SyncParts(core, footing, departures, permissions);
        this.users = new UserParts(core, permissions, tokens);
    }

    /** Begins with what needs time, and deploys the verticles that others speak to. */
    Future<Void> start() {
        departures.start(core.vertx());
        Stream<VerticleBase> verticles = Stream.of(
                new LogVerticle(core.appender(), core.clock()),
                new NotificationVerticle(sender),
                sync.verticle(),
                metrics.verticle(core.readiness()),
                games.verticle(),
                new EditorVerticle(editors),
                new ChatVerticle(chat));
        List<Future<?>> begun = new ArrayList<>(List.of(files.start()));
        verticles.forEach(verticle -> begun.add(core.vertx().deployVerticle(verticle)));
        return Future.all(begun).mapEmpty();
    }

    /** Lets go of what {@link #start} has begun. */
    Future<Void> stop() {
        return files.stop().eventually(users::stop);
    }

    @Override
    public Services create(Vertx loop, Lane lane) {
        LatestLane latest = new LatestLane(loop, boards, core.gauges());
        return new Services(
                new LogService(
                        lane,
                        core.appender(),
                        permissions,
                        core.clock(),
                        core.config().calls().inboundBytes()),
                new HubService(loop, core.nodes(), core.journal(), permissions, core.gauges()),
                new NotificationService(lane, queues, sender, permissions),
                new FileService(files, permissions, core.config().calls().inboundBytes()),
                metrics.service(loop, latest, permissions),
                batches(loop),
                games.service(loop, latest),
                sync.service(loop, lane),
                new EditorService(lane, latest, editors),
                new ChatService(loop, core.journal(), lane, latest, chat),
                users.users(),
                users.auth(),
                users.revoke());
    }

    private BatchService batches(Vertx loop) {
        List<BatchOperation> operations = List.of(
                new PublishOperation(core.appender(), core.clock()),
                new NotifyOperation(sender),
                new DeleteOperation(files));
        BatchesConfig settings = core.config().batches();
        int unsaved = Math.min(MOST_UNSAVED, Math.max(1, core.config().journal().keysPerTopic() / 2));
        return new BatchService(
                loop,
                operations,
                permissions,
                new CallFailures(core.nodes(), core.random()),
                core.journal(),
                core.appender(),
                new BatchSettings(
                        settings.concurrency(),
                        settings.progressMs(),
                        settings.maxItems(),
                        core.config().calls().inboundBytes(),
                        unsaved),
                pace,
                core.clock());
    }

    private Queues queues(NotificationsConfig settings) {
        QueueRules rules = new QueueRules(
                settings.capacity(),
                Overflow.of(settings.overflow()),
                TimeUnit.HOURS.toMillis(settings.retentionHours()));
        return new Queues(footing, rules, settings.remembered(), settings.waiting(), core.gauges());
    }
}
