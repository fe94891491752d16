package dev.yamabiko;

import dev.yamabiko.cluster.Cluster;
import dev.yamabiko.config.HubConfig;
import dev.yamabiko.gateway.Doorstep;
import dev.yamabiko.stream.Gauges;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node: finds its place on the machine and among the others, then lets its {@link Parts} run. Starts once. */
public final class Hub {

    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

    /** A client of TLS 1.2 could ask for handshake after handshake; HTTP/2 forbids it (RFC 9113, 9.2.1). */
    private static final String NO_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

    /**
     * One of so many processors may compute handshakes of TLS, which Vert.x does on its internal threads: of its usual
     * twenty, a flood of handshakes makes use, and event loops wait for a processor.
     */
    private static final int HANDSHAKES = 2;

    private final HubConfig config;
    private final boolean newEpoch;
    private final String node = "node-" + UUID.randomUUID().toString().substring(0, 8);
    private final Gauges gauges = new Gauges();
    private int port;
    private volatile Supplier<Future<Void>> leave = Future::succeededFuture;
    private volatile @Nullable Parts parts;

    /** Nothing runs yet. */
    public Hub(HubConfig config) {
        this(config, false);
    }

    /** Nothing runs yet. {@code newEpoch}: its journal was put back from a backup. */
    public Hub(HubConfig config, boolean newEpoch) {
        this.config = config;
        this.newEpoch = newEpoch;
        System.setProperty(NO_RENEGOTIATION, "true");
    }

    /**
     * Joins the cluster if there is one, opens the journal, starts the services, and listens; complete when the node
     * takes calls.
     */
    public Future<Void> start() {
        try {
            port = Ports.choose(config);
        } catch (IOException error) {
            return Future.failedFuture(error);
        }
        return build().compose(built -> {
                    parts = built;
                    return built.start(newEpoch);
                })
                .onSuccess(v -> LOG.info("hub started node={} address={}:{}", node, config.host(), port));
    }

    /** Drains and stops: no new work, what is under way ends, everything is released. */
    public Future<Void> stop() {
        Parts running = parts;
        Future<Void> stopped = running == null ? Future.succeededFuture() : running.stop();
        return stopped.transform(done -> leave.get());
    }

    /** What a person wants to know once the node runs. */
    public String readyLine() {
        Parts running = started();
        String place = config.cluster().enabled()
                ? ", " + running.nodes().all().size() + " in the cluster"
                : ", data in " + Path.of(config.data()).toAbsolutePath().normalize();
        return "yamabiko ready on " + config.host() + ":" + port + place + ", journal "
                + running.journal().name() + ": " + running.journal().durability();
    }

    /** The port the node listens on. */
    public int port() {
        return port;
    }

    /** What is open and what was done. */
    public Gauges gauges() {
        return gauges;
    }

    private Future<Parts> build() {
        Doorstep doorstep = new Doorstep(config.http2(), gauges);
        int processors = Runtime.getRuntime().availableProcessors();
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(processors)
                .setInternalBlockingPoolSize(Math.max(1, processors / HANDSHAKES));
        String address = advertised();
        if (!config.cluster().enabled()) {
            Vertx alone = Vertx.builder()
                    .with(options)
                    .withTransport(doorstep.transport())
                    .build();
            leave = alone::close;
            return Future.succeededFuture(alone)
                    .map(vertx -> new Parts(config, node, address, port, vertx, null, doorstep, gauges));
        }
        return Cluster.join(config.cluster(), node, address, doorstep.transport(), options)
                .map(cluster -> {
                    leave = cluster::leave;
                    return new Parts(config, node, address, port, cluster.vertx(), cluster, doorstep, gauges);
                });
    }

    private String advertised() {
        String said = config.cluster().advertise();
        return said.isEmpty() ? config.host() + ":" + port : said;
    }

    private Parts started() {
        Parts running = parts;
        if (running == null) {
            throw new IllegalStateException("hub: not started");
        }
        return running;
    }
}
