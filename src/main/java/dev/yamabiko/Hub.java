package dev.yamabiko;

import ch.qos.logback.classic.LoggerContext;
import dev.yamabiko.config.HubConfig;
import dev.yamabiko.config.JournalConfig;
import dev.yamabiko.config.LogsConfig;
import dev.yamabiko.config.StreamConfig;
import dev.yamabiko.gateway.GatewayVerticle;
import dev.yamabiko.gateway.Readiness;
import dev.yamabiko.service.log.HubLogAppender;
import dev.yamabiko.service.log.LogVerticle;
import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.storage.SqliteJournal;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.Retention;
import dev.yamabiko.stream.StreamLimits;
import dev.yamabiko.stream.TopicPolicy;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: builds every part by its constructor and owns the order in which they start and stop. Use from one thread;
 * starts once.
 */
public final class Hub {

    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);
    private static final long WATCH_MS = 250;

    private final HubConfig config;
    private final String node = "node-" + UUID.randomUUID().toString().substring(0, 8);
    private final Clock clock = Clock.systemUTC();
    private final RandomGenerator random = new SecureRandom();
    private final Gauges gauges = new Gauges();
    private final Vertx vertx;
    private final Journal journal;
    private final Readiness readiness;
    private final Appender appender;
    private final LocalRelay relay;
    private final Retention retention;
    private int port;
    private volatile boolean stopping;
    private boolean probing;
    private Runnable leaveOwnLogs = () -> {};

    /** Builds the parts; nothing runs yet. */
    public Hub(HubConfig config) {
        this.config = config;
        int loops = Runtime.getRuntime().availableProcessors();
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
        this.journal = journal(config.journal());
        this.readiness = new Readiness(vertx);
        this.relay = new LocalRelay(vertx);
        this.appender = new Appender(vertx, journal, relay, limits(config.stream()), gauges);
        LogsConfig logs = config.logs();
        TopicPolicy policy = new TopicPolicy(
                TimeUnit.HOURS.toMillis(logs.retentionHours()), logs.retentionBytes(), logs.retentionEntries());
        this.retention = new Retention(vertx, journal, topic -> policy, logs.retentionIntervalSeconds() * 1_000L);
    }

    /** Opens the journal, starts the services, and listens; complete when the node takes calls. */
    public Future<Void> start() {
        return journal.open()
                .compose(v -> vertx.deployVerticle(new LogVerticle(appender, clock)))
                .compose(id -> deployGateways())
                .map(id -> {
                    retention.start();
                    vertx.setPeriodic(WATCH_MS, timer -> watchJournal());
                    keepOwnLogs();
                    readiness.set(true, "started");
                    LOG.info("hub started node={} address={}:{} journal={}", node, config.host(), port, journal.name());
                    return null;
                });
    }

    /** Drains and stops: no new work, what is under way ends, everything is released. */
    public Future<Void> stop() {
        stopping = true;
        readiness.set(false, "stopping");
        leaveOwnLogs.run();
        retention.stop();
        return Future.all(vertx.deploymentIDs().stream().map(vertx::undeploy).toList())
                .transform(done -> appender.drain())
                .transform(done -> journal.close())
                .transform(done -> vertx.close());
    }

    /** What a person wants to know once the node runs. */
    public String readyLine() {
        return "yamabiko ready on " + config.host() + ":" + port + ", data in "
                + Path.of(config.data()).toAbsolutePath().normalize() + ", journal " + journal.name() + ": "
                + journal.durability();
    }

    /** The port the node listens on. */
    public int port() {
        return port;
    }

    /** What is open and what was done. */
    public Gauges gauges() {
        return gauges;
    }

    private Journal journal(JournalConfig settings) {
        JournalBounds bounds = new JournalBounds(
                settings.maxBytes(), settings.checkBytes(), config.stream().maxTopics());
        return settings.type().equals("memory")
                ? new MemoryJournal(vertx, bounds, clock, random)
                : new SqliteJournal(vertx, Path.of(config.data()), bounds, clock, random);
    }

    private static StreamLimits limits(StreamConfig stream) {
        return new StreamLimits(
                stream.blockBytes(),
                stream.pendingBytes(),
                stream.windowBytes(),
                stream.readBytes(),
                stream.maxTopics(),
                stream.tailCheckMs());
    }

    private Future<String> deployGateways() {
        try {
            port = config.port() == 0 ? freePort(config.host()) : config.port();
        } catch (IOException error) {
            return Future.failedFuture(error);
        }
        GatewayVerticle.Shared shared = new GatewayVerticle.Shared(
                node, config, limits(config.stream()), journal, appender, relay, gauges, readiness, clock, random);
        int loops = Runtime.getRuntime().availableProcessors();
        return vertx.deployVerticle(
                () -> new GatewayVerticle(shared, port), new DeploymentOptions().setInstances(loops));
    }

    /** All gateways share one port, so it must be known before the first listens. */
    private static int freePort(String host) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(host, 0));
            return probe.getLocalPort();
        }
    }

    /** A journal that refused an append is asked until it takes them again; health says so meanwhile. */
    private void watchJournal() {
        if (stopping || probing) {
            return;
        }
        Throwable failure = appender.failure();
        if (failure == null) {
            readiness.set(true, "journal takes appends");
        } else {
            readiness.set(false, "journal: " + failure.getMessage());
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
