package dev.yamabiko.cli;

import dev.yamabiko.proto.datacollection.v1.DataCollectionServiceGrpc;
import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import dev.yamabiko.proto.hub.v1.HubServiceGrpc;
import dev.yamabiko.proto.hub.v1.ListTopicsRequest;
import dev.yamabiko.proto.hub.v1.ListTopicsResponse;
import dev.yamabiko.proto.hub.v1.WatchNodesRequest;
import dev.yamabiko.proto.hub.v1.WatchNodesResponse;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogServiceGrpc;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A hub that does as it is told, served by grpc-java: each StreamLogs call takes the next of its scripts; CollectLogs
 * keeps what it gets. Remembers every request.
 */
public final class FakeHub implements AutoCloseable {

    private static final Metadata.Key<String> EPOCH = Metadata.Key.of("hub-epoch", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> KEY =
            Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER);

    private final Queue<Consumer<ServerCallStreamObserver<LogEntry>>> scripts = new ArrayDeque<>();
    private final List<LogStreamRequest> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<LogEntry> collected = Collections.synchronizedList(new ArrayList<>());
    private final Server server;
    private final int port;
    private Function<List<LogEntry>, LogCollectionResult> answer = entries -> LogCollectionResult.newBuilder()
            .setTotalReceived(entries.size())
            .setIndexedCount(entries.size())
            .setStatus("OK")
            .build();
    private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger answered = new AtomicInteger();
    private volatile int refuseAfter = Integer.MAX_VALUE;
    private volatile StatusException refusal = Answers.error(Status.Code.INTERNAL, "none");
    private volatile String epoch = "e1";
    private volatile List<WatchNodesResponse> nodes = List.of();
    private final AtomicInteger endings = new AtomicInteger(-1);
    private final AtomicInteger watchers = new AtomicInteger();
    private volatile Function<ListTopicsRequest, ListTopicsResponse> topics =
            request -> ListTopicsResponse.getDefaultInstance();

    public FakeHub() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Logs())
                .addService(new Collection())
                .addService(new Nodes())
                .intercept(new EpochAtOnce())
                .maxInboundMessageSize(8 << 20)
                .build()
                .start();
        port = server.getPort();
    }

    /** Its address, as {@code --server} takes it. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** What the next call to StreamLogs that has no script yet will see. */
    public FakeHub script(Consumer<ServerCallStreamObserver<LogEntry>> script) {
        synchronized (scripts) {
            scripts.add(script);
        }
        return this;
    }

    /** Entries, and then a status; null: OK. */
    public FakeHub script(List<LogEntry> entries, StatusException end) {
        return script(stream -> {
            entries.forEach(stream::onNext);
            if (end == null) {
                stream.onCompleted();
            } else {
                stream.onError(end);
            }
        });
    }

    /** What CollectLogs answers. */
    public FakeHub answering(Function<List<LogEntry>, LogCollectionResult> result) {
        answer = result;
        return this;
    }

    /** CollectLogs ends with an error once it has got so many entries. */
    public FakeHub refusing(int entries, StatusException error) {
        refusal = error;
        refuseAfter = entries;
        return this;
    }

    /** What WatchNodes says: these lists, and then nothing. */
    public FakeHub nodes(WatchNodesResponse... lists) {
        nodes = List.of(lists);
        return this;
    }

    /** Calls to WatchNodes that have been told of the nodes. */
    public int watchers() {
        return watchers.get();
    }

    /** WatchNodes ends so many calls: the last one for good. */
    public FakeHub endingNodes(int calls) {
        endings.set(calls);
        return this;
    }

    /** What ListTopics answers. */
    public FakeHub topics(Function<ListTopicsRequest, ListTopicsResponse> pages) {
        topics = pages;
        return this;
    }

    /** From now on, another history. */
    public void epoch(String name) {
        epoch = name;
    }

    /** The requests to StreamLogs so far. */
    public List<LogStreamRequest> requests() {
        return List.copyOf(requests);
    }

    /** The idempotency key of each CollectLogs call so far; none: empty. */
    public List<String> keys() {
        return List.copyOf(keys);
    }

    /** CollectLogs calls that were answered well. */
    public int answered() {
        return answered.get();
    }

    /** The entries that CollectLogs got so far. */
    public List<LogEntry> collected() {
        return List.copyOf(collected);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class Logs extends LogServiceGrpc.LogServiceImplBase {
        @Override
        public void streamLogs(LogStreamRequest request, StreamObserver<LogEntry> stream) {
            requests.add(request);
            Consumer<ServerCallStreamObserver<LogEntry>> script;
            synchronized (scripts) {
                script = scripts.poll();
            }
            if (script == null) {
                stream.onError(Answers.error(Status.Code.INTERNAL, "no script for this call"));
                return;
            }
            script.accept((ServerCallStreamObserver<LogEntry>) stream);
        }
    }

    private final class Collection extends DataCollectionServiceGrpc.DataCollectionServiceImplBase {
        @Override
        public StreamObserver<LogEntry> collectLogs(StreamObserver<LogCollectionResult> response) {
            List<LogEntry> call = new ArrayList<>();
            return new StreamObserver<>() {
                @Override
                public void onNext(LogEntry entry) {
                    call.add(entry);
                    collected.add(entry);
                    if (call.size() == refuseAfter) {
                        response.onError(refusal);
                    }
                }

                @Override
                public void onError(Throwable error) {}

                @Override
                public void onCompleted() {
                    if (call.size() < refuseAfter) {
                        response.onNext(answer.apply(call));
                        response.onCompleted();
                        answered.incrementAndGet();
                    }
                }
            };
        }
    }

    private final class Nodes extends HubServiceGrpc.HubServiceImplBase {
        @Override
        public void watchNodes(WatchNodesRequest request, StreamObserver<WatchNodesResponse> stream) {
            nodes.forEach(stream::onNext);
            watchers.incrementAndGet();
            if (endings.get() >= 0 && request.getIntervalSeconds() > 0) {
                stream.onError(endings.decrementAndGet() > 0 ? Answers.draining() : Answers.enough());
            }
        }

        @Override
        public void listTopics(ListTopicsRequest request, StreamObserver<ListTopicsResponse> response) {
            response.onNext(topics.apply(request));
            response.onCompleted();
        }
    }

    /** Sends the initial metadata before there is anything to say, as the contract has it. */
    private final class EpochAtOnce implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            if (call.getMethodDescriptor().getFullMethodName().endsWith("CollectLogs")) {
                String key = headers.get(KEY);
                keys.add(key == null ? "" : key);
                return next.startCall(call, headers);
            }
            Metadata first = new Metadata();
            first.put(EPOCH, epoch);
            call.sendHeaders(first);
            return next.startCall(
                    new ForwardingServerCall.SimpleForwardingServerCall<>(call) {
                        @Override
                        public void sendHeaders(Metadata again) {}
                    },
                    headers);
        }
    }
}
