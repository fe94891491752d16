package dev.yamabiko.gateway;

import dev.yamabiko.gateway.auth.Gate;
import dev.yamabiko.gateway.limit.LimitExceeded;
import dev.yamabiko.gateway.limit.Limits;
import dev.yamabiko.gateway.limit.Pass;
import dev.yamabiko.service.Caller;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.token.Identity;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What every request passes first: is it gRPC, is the method known, may its messages be compressed so, is there time
 * left. What fails here gets its status at once and reaches no service. Used on one event loop.
 */
final class Front {

    /** Initial metadata: until when the token of the call holds, milliseconds since the epoch. */
    private static final String TOKEN_EXPIRES = "hub-token-expires";

    /** How often it is looked which clients take the answers of calls that are over. */
    private static final long ANSWER_LOOK_MS = 1_000;

    private static final String GRPC = "application/grpc";
    private static final Pattern CONTENT_TYPE = Pattern.compile("application/grpc(\\+proto)?(;.*)?");
    private static final Set<String> ENCODINGS = Set.of("identity", "gzip");

    private final Vertx vertx;
    private final RpcBinder rpcs;
    private final CallSettings settings;
    private final Limits limits;
    private final CallGauges gauges;
    private final Gate gate;
    private final Set<Exchange> open;
    private final Promise<Void> drained = Promise.promise();
    private boolean draining;

    /** {@code open}: the calls of this event loop, filled here. */
    Front(
            Vertx vertx,
            RpcBinder rpcs,
            CallSettings settings,
            CallGauges gauges,
            Gate gate,
            Limits limits,
            Set<Exchange> open) {
        this.vertx = vertx;
        this.rpcs = rpcs;
        this.settings = settings;
        this.limits = limits;
        this.gauges = gauges;
        this.gate = gate;
        this.open = open;
        vertx.setPeriodic(ANSWER_LOOK_MS, id -> lookAtAnswers());
        if (gate.closed()) {
            vertx.setPeriodic(TokenWatch.LOOK_MS, id -> lookAtTokens());
        }
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
        RequestMetadata stranger = RequestMetadata.of(request, limits);
        try {
            if (draining) {
                throw new StreamError.Draining();
            }
            limits.knock(stranger.origin());
            Route route = route(request);
            checkEncoding(request.getHeader("grpc-encoding"));
            long timeout = CallTimeout.parse(request.getHeader("grpc-timeout"));
            if (timeout == 0) {
                throw new WireError(Reason.DEADLINE_EXCEEDED, "deadline exceeded before the call began");
            }
            admit(stranger, route, timeout);
        } catch (WireError | StreamError | LimitExceeded refused) {
            refuse(stranger, refused);
        }
    }

    /** At once, but for a token whose key has to be asked for: its call waits, unread. */
    private void admit(RequestMetadata stranger, Route route, long timeout) {
        HttpServerRequest request = stranger.request();
        List<String> authorization = request.headers().getAll("authorization");
        Future<Caller> admitted =
                gate.admit(route.rpc().path(), route.rpc().access(), authorization, stranger.caller());
        boolean waits = !admitted.isComplete();
        if (waits) {
            request.pause();
        }
        admitted.onComplete(done -> {
            if (done.failed()) {
                refuse(stranger, done.cause());
            } else if (waits && draining) {
                refuse(stranger, new StreamError.Draining());
            } else if (!request.response().closed()) {
                begin(new RequestMetadata(request, stranger.origin(), done.result()), route, timeout);
            }
            if (waits) {
                request.resume();
            }
        });
    }

    private void begin(RequestMetadata metadata, Route route, long timeout) {
        Rpc rpc = route.rpc();
        Pass pass;
        try {
            pass = limits.admit(
                    metadata.origin(),
                    metadata.caller().name(),
                    rpc.name(),
                    rpc.method().isServerStreaming());
        } catch (LimitExceeded tooMuch) {
            refuse(metadata, tooMuch);
            return;
        }
        Identity identity = metadata.caller().identity();
        if (identity != null) {
            metadata.request().response().putHeader(TOKEN_EXPIRES, Long.toString(identity.expiresAt()));
        }
        TokenWatch token = new TokenWatch(gate, rpc, metadata);
        Exchange exchange = new Exchange(vertx, metadata, token, pacing(pass), settings, gauges, route.method());
        open.add(exchange);
        exchange.outbound().onTold(() -> closed(exchange, pass));
        if (timeout != CallTimeout.NONE) {
            exchange.startDeadline(timeout);
        }
    }

    private void refuse(RequestMetadata metadata, Throwable why) {
        new Exchange(vertx, metadata, TokenWatch.NONE, pacing(Pass.FREE), settings, gauges, exchange -> {
            exchange.outbound().fail(why);
            return Exchange.DEAF;
        });
    }

    /** The tokens of all calls in one go. */
    private void lookAtTokens() {
        long now = settings.clock().millis();
        List.copyOf(open).forEach(exchange -> exchange.lookAtToken(now));
    }

    private void lookAtAnswers() {
        List.copyOf(open).forEach(exchange -> exchange.lookAtAnswer(settings.answerSeconds()));
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

    /** A call counts until its client has its answer: what it has not taken is held here. */
    private void closed(Exchange exchange, Pass pass) {
        pass.close();
        open.remove(exchange);
        completeIfDrained();
    }

    private void completeIfDrained() {
        if (draining && open.isEmpty()) {
            drained.tryComplete();
        }
    }

    private Pacing pacing(Pass pass) {
        return new Pacing(vertx, pass, gauges);
    }

    private static boolean isGrpc(HttpServerRequest request) {
        String type = request.getHeader("content-type");
        return request.version().equals(HttpVersion.HTTP_2)
                && request.method().equals(HttpMethod.POST)
                && type != null
                && CONTENT_TYPE.matcher(type).matches();
    }

    /** By the whole of what the client asked for: a query, or another way to write the same, leads nowhere. */
    private Route route(HttpServerRequest request) {
        Route route = rpcs.route(request.uri());
        if (route == null) {
            throw new WireError(Reason.METHOD_UNKNOWN, "method: not known here");
        }
        return route;
    }

    private static void checkEncoding(@Nullable String encoding) {
        if (encoding != null && !ENCODINGS.contains(encoding)) {
            throw new WireError(Reason.ENCODING_UNSUPPORTED, "grpc-encoding: unknown (expected: identity or gzip)");
        }
    }
}
