package dev.yamabiko;

import ch.qos.logback.classic.LoggerContext;
import dev.yamabiko.cluster.Cluster;
import dev.yamabiko.cluster.ClusterRelay;
import dev.yamabiko.cluster.journal.HazelcastJournal;
import dev.yamabiko.config.HubConfig;
import dev.yamabiko.config.StreamConfig;
import dev.yamabiko.gateway.Doors;
import dev.yamabiko.gateway.Doorstep;
import dev.yamabiko.gateway.GatewayVerticle;
import dev.yamabiko.node.Node;
import dev.yamabiko.node.Nodes;
import dev.yamabiko.node.Readiness;
import dev.yamabiko.node.SoloNodes;
import dev.yamabiko.service.log.HubLogAppender;
import dev.yamabiko.storage.Restorable;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.Relay;
import dev.yamabiko.stream.Retention;
import dev.yamabiko.stream.StreamLimits;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node is made of: builds every part by its constructor and owns the order in which they start and stop. */
final class Parts {

    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);
    private static final long WATCH_MS = 250;
    private static final long SETTLE_MS = 30_000;

    private final HubConfig config;
    private final String node;
    private final int port;
    private final Clock clock = Clock.systemUTC();
    private final RandomGenerator random = new SecureRandom();
    private final Gauges gauges;
    private final Vertx vertx;
    private final Journal journal;
    private final Supplier<Future<Boolean>> settled;
    private final Readiness readiness;
    private final @Nullable ClusterRelay others;
    private final Nodes nodes;
    private final Appender appender;
    private final Relay relay;
    private final Retention retention;
    private final AuthParts auth;
    private final ServiceParts services;
    private final Doors doors;
    private volatile boolean stopping;
    private boolean probing;
    private Runnable leaveOwnLogs = () -> {};

    Parts(
            HubConfig config,
            String node,
            String address,
            int port,
            Vertx vertx,
            @Nullable Cluster cluster,
            Doorstep doorstep,
            Gauges gauges) {
        this.config = config;
        this.node = node;
        this.port = port;
        this.vertx = vertx;
        this.gauges = gauges;
        this.journal = JournalParts.journal(vertx, config, cluster, clock, random);
        this.settled = journal instanceof HazelcastJournal shared ? shared::safe : () -> Future.succeededFuture(true);
        this.readiness = new Readiness(vertx);
        this.others = cluster == null ? null : relay(cluster, address);
        this.nodes = others == null ? new SoloNodes(() -> describe(address), readiness) : others.nodes();
        this.relay = others == null ? new LocalRelay(vertx) : others;
        this.appender = new Appender(vertx, journal, relay, limits(config.stream()), gauges);
        this.retention = retention();
        this.auth = new AuthParts(vertx, config, node, appender, gauges, clock, random);
        this.services = new ServiceParts(
                new ServiceParts.Core(
                        node, config, vertx, journal, appender, relay, nodes, readiness, gauges, clock, random),
                auth.permissions(),
                auth.tokens());
        this.doors = Doors.of(config, doorstep, vertx, gauges, clock, random);
    }

    Journal journal() {
        return journal;
    }

    Nodes nodes() {
        return nodes;
    }

    Future<Void> start(boolean newEpoch) {
        return doors.certificates()
                .open()
                .compose(v -> journal.open())
                .compose(v -> newEpoch ? beginEpoch() : Future.succeededFuture())
                .compose(v -> others == null ? Future.succeededFuture() : others.start())
                .compose(v -> auth.start(journal, relay, limits(config.stream()), gauges))
                .compose(v -> services.start())
                .compose(id -> deployGateways())
                .compose(id -> settle(clock.millis() + SETTLE_MS))
                .map(v -> {
                    retention.start();
                    vertx.setPeriodic(WATCH_MS, timer -> watchJournal());
                    keepOwnLogs();
                    readiness.set(Node.State.SERVING, "started");
                    readiness.watch(this::tellOthers);
                    tellOthers();
                    return null;
                });
    }

    Future<Void> stop() {
        stopping = true;
        readiness.set(Node.State.DRAINING, "stopping");
        leaveOwnLogs.run();
        retention.stop();
        return tellOthers()
                .transform(told -> Future.all(
                        vertx.deploymentIDs().stream().map(vertx::undeploy).toList()))
                .transform(done -> services.stop())
                .transform(done -> {
                    auth.stop();
                    return appender.drain();
                })
                .transform(done -> others == null ? Future.succeededFuture() : others.close())
                .transform(done -> journal.close());
    }

    private ClusterRelay relay(Cluster cluster, String address) {
        boolean journalApart = journal.name().equals("postgres");
        return new ClusterRelay(cluster, () -> describe(address), journal::epoch, journalApart, gauges);
    }

    /** A node that joins serves once records have their copies again: the next one may go then. Or after a while. */
    private Future<Void> settle(long deadline) {
        return settled.get().otherwise(false).compose(safe -> {
            if (safe) {
                return Future.succeededFuture();
            }
            if (clock.millis() <= deadline) {
                return vertx.timer(WATCH_MS, TimeUnit.MILLISECONDS).compose(v -> settle(deadline));
            }
            LOG.warn("node serves before records have all their copies waited_ms={}", SETTLE_MS);
            return Future.succeededFuture();
        });
    }

    private Future<Void> beginEpoch() {
        return journal instanceof Restorable restored
                ? restored.beginEpoch()
                : Future.failedFuture(new IllegalArgumentException(
                        "--new-epoch: journal " + journal.name() + " (expected: sqlite or postgres)"));
    }

    private Future<Void> tellOthers() {
        return others == null ? Future.succeededFuture() : others.announce();
    }

    private Node describe(String address) {
        Map<String, Long> values = gauges.snapshot();
        Node.Load load = new Node.Load(
                values.getOrDefault("connections_open", 0L),
                values.getOrDefault("calls_open", 0L),
                values.getOrDefault(Gauges.SUBSCRIPTIONS_OPEN, 0L),
                values.getOrDefault(Gauges.RECORDS_APPENDED, 0L));
        String version = Parts.class.getPackage().getImplementationVersion();
        return new Node(node, address, version == null ? "unpackaged" : version, readiness.state(), load);
    }

    private Retention retention() {
        Retention.KeyMemory keys = new Retention.KeyMemory(
                TimeUnit.MINUTES.toMillis(config.journal().keyMinutes()),
                config.journal().keysPerTopic());
        long intervalMs = config.logs().retentionIntervalSeconds() * 1_000L;
        return new Retention(vertx, journal, TopicPolicies.of(config), keys, clock, intervalMs);
    }

    private static StreamLimits limits(StreamConfig stream) {
        return new StreamLimits(
                stream.blockBytes(),
                stream.pendingBytes(),
                stream.windowBytes(),
                stream.readBytes(),
                stream.tailCheckMs(),
                stream.journalLostMs());
    }

    private Future<String> deployGateways() {
        GatewayVerticle.Shared shared = new GatewayVerticle.Shared(
                node,
                config,
                limits(config.stream()),
                journal,
                relay,
                gauges,
                readiness,
                nodes,
                auth.gate(),
                doors,
                services,
                random);
        int loops = Runtime.getRuntime().availableProcessors();
        return vertx.deployVerticle(
                () -> new GatewayVerticle(shared, port), new DeploymentOptions().setInstances(loops));
    }

    /** A journal that refused an append is asked until it takes them again; health says so meanwhile. */
    private void watchJournal() {
        if (stopping || probing) {
            return;
        }
        Throwable failure = appender.failure();
        if (failure == null) {
            readiness.set(Node.State.SERVING, "journal takes appends");
        } else {
            readiness.set(Node.State.NOT_SERVING, "journal: " + failure.getMessage());
            probing = true;
            appender.probe().onComplete(probed -> probing = false);
        }
    }

    private void keepOwnLogs() {
        if (config.logs().ownEntries() && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            HubLogAppender own = new HubLogAppender(vertx, node);
            own.setContext(context);
            own.start();
            ch.qos.logback.classic.Logger ours = context.getLogger("dev.yamabiko");
            ours.addAppender(own);
            leaveOwnLogs = () -> ours.detachAppender(own);
        }
    }
}
