package dev.yamabiko.gateway;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.yamabiko.service.ByteSink;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.Requests;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.Upload;
import dev.yamabiko.stream.Sink;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Binds RPCs to what they do, by the shape of their streams: the only place that knows both. Filled before use. */
final class RpcBinder {

    private final long requestMs;
    private final Map<String, Route> routes = new HashMap<>();
    private final Set<ServiceDescriptor> services = new LinkedHashSet<>();

    /** {@code requestMs}: time for a client to send its one request. */
    RpcBinder(long requestMs) {
        this.requestMs = requestMs;
    }

    /** What a call with one request and a stream of responses does. */
    @FunctionalInterface
    interface StreamAction<Q> {

        /** Writes the responses to the sink, which tells when the call is over. */
        void run(Q request, CallMetadata call, ByteSink sink);
    }

    /** One request, one response. */
    <Q extends MessageLite> RpcBinder unary(
            Rpc rpc, Parser<Q> parser, Function<Q, Future<? extends MessageLite>> action) {
        return unary(rpc, parser, (request, call) -> action.apply(request));
    }

    /** One request, one response, where it matters whose call it is. */
    <Q extends MessageLite> RpcBinder unary(
            Rpc rpc, Parser<Q> parser, BiFunction<Q, CallMetadata, Future<? extends MessageLite>> action) {
        return bind(
                rpc,
                exchange -> new OneRequest<>(
                        exchange,
                        requestMs,
                        parser,
                        request -> action.apply(request, exchange.metadata())
                                .onSuccess(exchange.outbound()::answer)
                                .onFailure(exchange.outbound()::fail)));
    }

    /** One request, then responses until either side ends the call. */
    <Q extends MessageLite> RpcBinder stream(Rpc rpc, Parser<Q> parser, BiConsumer<Q, Sink> action) {
        return stream(rpc, parser, (request, call, sink) -> action.accept(request, sink));
    }

    /** One request, then responses, where it matters whose call it is. */
    <Q extends MessageLite> RpcBinder stream(Rpc rpc, Parser<Q> parser, StreamAction<Q> action) {
        return bind(
                rpc,
                exchange -> new OneRequest<>(exchange, requestMs, parser, request -> {
                    action.run(request, exchange.metadata(), exchange.outbound());
                    exchange.outbound().sendHead();
                }));
    }

    /** Many requests, then one response. */
    RpcBinder upload(Rpc rpc, Function<CallMetadata, Upload<? extends MessageLite>> uploads) {
        return bind(rpc, exchange -> {
            Upload<? extends MessageLite> upload = uploads.apply(exchange.metadata());
            upload.result().onSuccess(exchange.outbound()::answer).onFailure(exchange.outbound()::fail);
            exchange.outbound().sendHead();
            return new RequestsReceiver(exchange, upload);
        });
    }

    /** Many requests and many responses, each side at its own pace, until the service ends the sink. */
    RpcBinder conversation(Rpc rpc, BiFunction<CallMetadata, Sink, Requests> conversations) {
        return bind(rpc, exchange -> {
            Requests requests = conversations.apply(exchange.metadata(), exchange.outbound());
            exchange.outbound().sendHead();
            return new RequestsReceiver(exchange, requests);
        });
    }

    /** Many requests, each answered at once. */
    <Q extends MessageLite> RpcBinder dialogue(Rpc rpc, Parser<Q> parser, Function<Q, ? extends MessageLite> answer) {
        return bind(rpc, exchange -> new Dialogue<>(exchange, parser, answer));
    }

    /** The same under another name: for services that changed package but not form. */
    RpcBinder alias(Rpc rpc, String service) {
        routes.put("/" + service + "/" + rpc.method().getName(), bound(rpc));
        return this;
    }

    /** Where a path leads; null: nowhere. Compared as it is: nothing is decoded, folded or cut off. */
    @Nullable
    Route route(String path) {
        return routes.get(path);
    }

    /** Every path that leads somewhere. */
    Map<String, Route> routes() {
        return Map.copyOf(routes);
    }

    /** Every service with a bound RPC. */
    Collection<ServiceDescriptor> services() {
        return services;
    }

    private RpcBinder bind(Rpc rpc, Method method) {
        services.add(rpc.method().getService());
        routes.put(rpc.path(), new Route(rpc, method));
        return this;
    }

    private Route bound(Rpc rpc) {
        Route route = route(rpc.path());
        if (route == null) {
            throw new IllegalStateException("rpc: " + rpc.path() + " (expected: bound before its alias)");
        }
        return route;
    }

    private static <Q> Q parse(Parser<Q> parser, byte[] bytes, int from, int to) {
        try {
            return parser.parseFrom(bytes, from, to - from);
        } catch (InvalidProtocolBufferException error) {
            throw new ServiceError.MalformedMessage("message: " + error.getMessage());
        }
    }

    /** Waits for exactly one message and the half-close. */
    private static final class OneRequest<Q> implements Exchange.Receiver {
        private final Consumer<Q> action;
        private final Parser<Q> parser;
        private @Nullable Q request;

        OneRequest(Exchange exchange, long requestMs, Parser<Q> parser, Consumer<Q> action) {
            this.parser = parser;
            this.action = action;
            exchange.expectRequestWithin(requestMs);
        }

        @Override
        public void message(byte[] bytes, int from, int to) {
            if (request != null) {
                throw new WireError(Reason.MESSAGE_COUNT, "request: two messages (expected: one)");
            }
            request = parse(parser, bytes, from, to);
        }

        @Override
        public void halfClosed() {
            Q whole = request;
            if (whole == null) {
                throw new WireError(Reason.MESSAGE_COUNT, "request: no message (expected: one)");
            }
            request = null; // a stream may last for days
            action.accept(whole);
        }
    }

    /** Passes messages on, and pauses the client while the service is full. */
    private record RequestsReceiver(Exchange exchange, Requests requests) implements Exchange.Receiver {

        RequestsReceiver {
            requests.onProgress(() -> {
                if (!requests.full()) {
                    exchange.resumeReading();
                }
            });
            exchange.outbound().onClose(requests::close);
        }

        @Override
        public void message(byte[] bytes, int from, int to) {
            requests.message(bytes, from, to);
        }

        @Override
        public void pause() {
            requests.flush();
            if (requests.full()) {
                exchange.pauseReading();
            }
        }

        @Override
        public void halfClosed() {
            requests.finish();
        }
    }

    /** Answers message by message; while a client does not read its answers, its further requests wait, unread. */
    private static final class Dialogue<Q> implements Exchange.Receiver {
        private final Exchange exchange;
        private final Parser<Q> parser;
        private final Function<Q, ? extends MessageLite> answer;
        private final Deque<Q> waiting = new ArrayDeque<>();
        private boolean halfClosed;

        Dialogue(Exchange exchange, Parser<Q> parser, Function<Q, ? extends MessageLite> answer) {
            this.exchange = exchange;
            this.parser = parser;
            this.answer = answer;
            exchange.outbound().onWritable(this::answerWaiting);
        }

        @Override
        public void message(byte[] bytes, int from, int to) {
            waiting.add(parse(parser, bytes, from, to));
            answerWaiting();
        }

        @Override
        public void pause() {
            if (!waiting.isEmpty()) {
                exchange.pauseReading();
            }
        }

        @Override
        public void halfClosed() {
            halfClosed = true;
            answerWaiting();
        }

        private void answerWaiting() {
            Outbound outbound = exchange.outbound();
            while (outbound.writable() && !waiting.isEmpty()) {
                outbound.write(answer.apply(waiting.remove()));
            }
            if (waiting.isEmpty() && halfClosed) {
                outbound.end();
            } else if (waiting.isEmpty()) {
                exchange.resumeReading();
            }
        }
    }
}
