package dev.yamabiko.gateway;

import dev.yamabiko.ServiceParts;
import dev.yamabiko.config.Http2Config;
import dev.yamabiko.config.HubConfig;
import dev.yamabiko.gateway.auth.Gate;
import dev.yamabiko.node.Nodes;
import dev.yamabiko.node.Readiness;
import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.StreamLimits;
import dev.yamabiko.support.HeldJournal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** One gateway on one event loop, whose readiness, nodes and journal the test decides. For one thread. */
final class OneGateway implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final Readiness readiness = new Readiness(vertx);
    private final Gauges gauges = new Gauges();
    private final HeldJournal journal;
    private final RawConnection connection;
    private final String deployment;

    /** {@code nodes}: made of its readiness. */
    OneGateway(Function<Readiness, Nodes> nodes) throws Exception {
        Clock clock = Clock.systemUTC();
        Random random = new Random(1);
        journal = new HeldJournal(new MemoryJournal(vertx, new JournalBounds(64 << 20, 0, 10_000), clock, random));
        LocalRelay relay = new LocalRelay(vertx);
        Nodes known = nodes.apply(readiness);
        Appender appender = new Appender(vertx, journal, relay, StreamLimits.DEFAULT, gauges);
        ServiceParts services = new ServiceParts(new ServiceParts.Core(
                "node-1", HubConfig.DEFAULT, vertx, journal, appender, relay, known, readiness, gauges, clock, random));
        GatewayVerticle.Shared shared = new GatewayVerticle.Shared(
                "node-1",
                HubConfig.DEFAULT,
                StreamLimits.DEFAULT,
                journal,
                relay,
                gauges,
                readiness,
                known,
                Gate.open(),
                Doors.of(HubConfig.DEFAULT, new Doorstep(Http2Config.DEFAULT, gauges), vertx, gauges, clock, random),
                services,
                random);
        int port = freePort();
        deployment = vertx.deployVerticle(new GatewayVerticle(shared, port)).await(10, TimeUnit.SECONDS);
        connection = RawConnection.open(vertx, port);
    }

    Readiness readiness() {
        return readiness;
    }

    HeldJournal journal() {
        return journal;
    }

    Gauges gauges() {
        return gauges;
    }

    /** A connection to it. */
    RawConnection connection() {
        return connection;
    }

    /** Begins to stop the gateway alone, as a node does that goes away. */
    Future<Void> stop() {
        return vertx.undeploy(deployment);
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private static int freePort() throws Exception {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
