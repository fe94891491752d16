package dev.yamabiko.gateway;

import dev.yamabiko.config.HubConfig;
import dev.yamabiko.gateway.auth.Gate;
import dev.yamabiko.node.Nodes;
import dev.yamabiko.node.Readiness;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.Lane;
import dev.yamabiko.stream.Relay;
import dev.yamabiko.stream.StreamLimits;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's share of the gateway: its connections, their calls, and the lane its streams read from. All
 * instances share one port.
 */
public final class GatewayVerticle extends VerticleBase {

    /**
     * What the instances share.
     *
     * @param node identity of this node
     */
    public record Shared(
            String node,
            HubConfig config,
            StreamLimits limits,
            Journal journal,
            Relay relay,
            Gauges gauges,
            Readiness readiness,
            Nodes nodes,
            Gate gate,
            Doors doors,
            Services.Factory services,
            RandomGenerator random) {}

    /** For clients to close their connections by themselves. */
    private static final int CLOSING_SECONDS = 1;

    private final Shared shared;
    private final int port;
    private @Nullable HttpServer server;
    private @Nullable Lane lane;
    private @Nullable Front front;
    private @Nullable HealthService health;
    private @Nullable Services services;

    /** {@code port}: where all instances listen. */
    public GatewayVerticle(Shared shared, int port) {
        this.shared = shared;
        this.port = port;
    }

    @Override
    public Future<?> start() {
        CallGauges gauges = CallGauges.in(shared.gauges());
        CallSettings settings = CallSettings.of(
                shared.config().calls(), shared.node(), shared.journal()::epoch, shared.nodes(), shared.random());
        Connections connections = new Connections(vertx, shared.config().http2(), shared.doors(), gauges);
        Set<Exchange> open = new LinkedHashSet<>();
        Front calls = new Front(
                vertx,
                routes(settings, open),
                settings,
                gauges,
                shared.gate(),
                shared.doors().limits(),
                open);
        front = calls;
        server = vertx.createHttpServer(connections.options())
                .connectionHandler(connections::open)
                .requestHandler(calls::handle);
        return server.listen(port, shared.config().host())
                .onSuccess(shared.doors().certificates()::follow);
    }

    private RpcBinder routes(CallSettings settings, Set<Exchange> open) {
        Lane reads = new Lane(vertx, shared.journal(), shared.relay(), shared.limits(), shared.gauges());
        lane = reads;
        RpcBinder binder = new RpcBinder(settings.requestMs());
        HealthService healthService = new HealthService(
                shared.readiness(),
                name -> binder.services().stream()
                        .anyMatch(service -> service.getFullName().equals(name)));
        health = healthService;
        Services offered = shared.services().create(vertx, reads);
        services = offered;
        return new Routes(offered, healthService, new TokenRenewal(open, shared.gate()), shared.gate()).bind(binder);
    }

    /**
     * Says that it is not serving, takes no more calls, tells clients to go elsewhere and ends their streams. Calls
     * whose request is complete are answered; bounded by the time to drain.
     */
    @Override
    public Future<?> stop() {
        if (server == null || lane == null || front == null || health == null || services == null) {
            return Future.succeededFuture();
        }
        Lane reads = lane;
        HttpServer listening = server;
        int seconds = shared.config().calls().drainSeconds();
        health.drain();
        Future<Void> answered = front.drain().timeout(seconds, TimeUnit.SECONDS);
        Future<Void> told = reads.drain().timeout(seconds, TimeUnit.SECONDS);
        services.drain();
        return Future.join(told, answered)
                .transform(done -> listening.shutdown(CLOSING_SECONDS, TimeUnit.SECONDS))
                .onComplete(done -> reads.close());
    }
}
