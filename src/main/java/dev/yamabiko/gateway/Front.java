package dev.yamabiko.gateway;

import dev.yamabiko.stream.StreamError;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What every request passes first: is it gRPC, is the method known, may its messages be compressed so, is there time
 * left. What fails here gets its status at once and reaches no service. Used on one event loop.
 */
final class Front {

    private static final String GRPC = "application/grpc";
    private static final Pattern CONTENT_TYPE = Pattern.compile("application/grpc(\\+proto)?(;.*)?");
    private static final Set<String> ENCODINGS = Set.of("identity", "gzip");

    private final Vertx vertx;
    private final RpcBinder rpcs;
    private final CallSettings settings;
    private final CallGauges gauges;
    private final Set<Exchange> open = new LinkedHashSet<>();
    private final Promise<Void> drained = Promise.promise();
    private boolean draining;

    Front(Vertx vertx, RpcBinder rpcs, CallSettings settings, CallGauges gauges) {
        this.vertx = vertx;
        this.rpcs = rpcs;
        this.settings = settings;
        this.gauges = gauges;
    }

    /** Takes one HTTP request. */
    void handle(HttpServerRequest request) {
        if (!isGrpc(request)) {
            request.response().setStatusCode(415).end();
            return;
        }
        HttpServerResponse response = request.response();
        response.putHeader("content-type", GRPC)
                .putHeader("grpc-accept-encoding", "identity,gzip")
                .putHeader("hub-node", settings.node())
                .putHeader("hub-epoch", settings.epoch().get());
        try {
            if (draining) {
                throw new StreamError.Draining();
            }
            Method method = method(request);
            checkEncoding(request.getHeader("grpc-encoding"));
            long timeout = CallTimeout.parse(request.getHeader("grpc-timeout"));
            if (timeout == 0) {
                throw new WireError(Reason.DEADLINE_EXCEEDED, "deadline exceeded before the call began");
            }
            Exchange exchange = new Exchange(vertx, request, settings, gauges, method);
            open.add(exchange);
            exchange.outbound().onTold(() -> closed(exchange));
            if (timeout != CallTimeout.NONE) {
                exchange.startDeadline(timeout);
            }
        } catch (WireError | StreamError refused) {
            new Exchange(vertx, request, settings, gauges, exchange -> {
                throw refused;
            });
        }
    }

    /**
     * Refuses new calls as the node goes away, and ends those that still wait for their clients; complete when every
     * client has been told how its call ended.
     */
    Future<Void> drain() {
        draining = true;
        List.copyOf(open).forEach(Exchange::drain);
        completeIfDrained();
        return drained.future();
    }

    private void closed(Exchange exchange) {
        open.remove(exchange);
        completeIfDrained();
    }

    private void completeIfDrained() {
        if (draining && open.isEmpty()) {
            drained.tryComplete();
        }
    }

    private static boolean isGrpc(HttpServerRequest request) {
        String type = request.getHeader("content-type");
        return request.version().equals(HttpVersion.HTTP_2)
                && request.method().equals(HttpMethod.POST)
                && type != null
                && CONTENT_TYPE.matcher(type).matches();
    }

    private Method method(HttpServerRequest request) {
        Method method = rpcs.method(request.path());
        if (method == null) {
            throw new WireError(Reason.METHOD_UNKNOWN, "method: not known here");
        }
        return method;
    }

    private static void checkEncoding(@Nullable String encoding) {
        if (encoding != null && !ENCODINGS.contains(encoding)) {
            throw new WireError(Reason.ENCODING_UNSUPPORTED, "grpc-encoding: unknown (expected: identity or gzip)");
        }
    }
}
