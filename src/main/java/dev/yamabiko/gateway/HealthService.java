package dev.yamabiko.gateway;

import dev.yamabiko.node.Readiness;
import dev.yamabiko.proto.grpc.health.v1.HealthCheckRequest;
import dev.yamabiko.proto.grpc.health.v1.HealthCheckResponse;
import dev.yamabiko.proto.grpc.health.v1.HealthCheckResponse.ServingStatus;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Sink;
import dev.yamabiko.stream.StreamError;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The standard health service: every service of a node is as ready as the node. Watchers are told of changes only. Used
 * on one event loop.
 */
final class HealthService {

    private final Readiness readiness;
    private final Predicate<String> known;

    /** What each watcher was told last. */
    private final Map<Sink, ServingStatus> watchers = new LinkedHashMap<>();

    /** {@code known}: true for the full name of a service of this node. */
    HealthService(Readiness readiness, Predicate<String> known) {
        this.readiness = readiness;
        this.known = known;
        readiness.watch(this::changed);
    }

    /** {@code Health/Check}. */
    Future<HealthCheckResponse> check(HealthCheckRequest request) {
        return isKnown(request)
                ? Future.succeededFuture(response(status()))
                : Future.failedFuture(new ServiceError.NotFound("service: not known here"));
    }

    /** {@code Health/Watch}. */
    void watch(HealthCheckRequest request, Sink sink) {
        sink.onClose(() -> watchers.remove(sink));
        tell(sink, isKnown(request) ? status() : ServingStatus.SERVICE_UNKNOWN);
    }

    /** Ends every watch: the node is going away. */
    void drain() {
        changed();
        List.copyOf(watchers.keySet()).forEach(watcher -> watcher.fail(new StreamError.Draining()));
    }

    private void changed() {
        ServingStatus now = status();
        List.copyOf(watchers.entrySet()).stream()
                .filter(watcher -> watcher.getValue() != ServingStatus.SERVICE_UNKNOWN)
                .forEach(watcher -> tell(watcher.getKey(), now));
    }

    private void tell(Sink watcher, ServingStatus status) {
        if (watchers.put(watcher, status) != status) {
            watcher.write(Frames.ofMessage(response(status).toByteArray()));
        }
    }

    private boolean isKnown(HealthCheckRequest request) {
        return request.getService().isEmpty() || known.test(request.getService());
    }

    private ServingStatus status() {
        return readiness.serving() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    }

    private static HealthCheckResponse response(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }
}
