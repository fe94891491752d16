package dev.yamabiko.chaos.rig;

import dev.yamabiko.proto.grpc.health.v1.HealthCheckRequest;
import dev.yamabiko.proto.grpc.health.v1.HealthCheckResponse.ServingStatus;
import dev.yamabiko.proto.grpc.health.v1.HealthGrpc;
import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.proto.hub.v1.GetNodeResponse;
import dev.yamabiko.proto.hub.v1.HubServiceGrpc;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A client of a node, on one connection: grpc-java, which others wrote. Thread-safe. */
public final class NodeClient implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration WHOLE_TOPIC = Duration.ofMinutes(5);

    private final ManagedChannel channel;

    private NodeClient(String address) {
        channel = Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
                .directExecutor()
                .build();
    }

    /** A client of that node. */
    public static NodeClient of(HubNode node) {
        return new NodeClient(node.address());
    }

    /** A client of whatever listens on that port of the loopback interface. */
    public static NodeClient at(int port) {
        return new NodeClient("127.0.0.1:" + port);
    }

    /** Where it connects to. */
    public String address() {
        return channel.authority();
    }

    /** Its connection. */
    public ManagedChannel channel() {
        return channel;
    }

    /** Sends entries in one call. */
    public Outcome collect(Iterator<LogEntry> entries) {
        Upload upload = upload();
        boolean open = true;
        while (open && entries.hasNext()) {
            open = upload.send(entries.next());
        }
        return upload.finish();
    }

    /** Opens a CollectLogs call. */
    public Upload upload() {
        return new Upload(channel);
    }

    /** Opens a CollectLogs call that may be sent again with the same key, and is given up after a while. */
    public Upload upload(String key, Duration limit) {
        return new Upload(channel, key, limit);
    }

    /** Opens a stream that takes all there is. */
    public LogStream stream(LogStreamRequest request, Consumer<Line> reader) {
        return LogStream.lines(channel, request, LogStream.EVERYTHING, reader);
    }

    /** Reads what is kept of an application, from its beginning. */
    public Outcome read(String application, Reading reading) {
        return stream(LogStreamRequest.newBuilder().setApplication(application).build(), reading::add)
                .onEpoch(reading::of)
                .outcome(WHOLE_TOPIC);
    }

    /** What the node says about itself, once it is there. Without a deadline on the wire, a timer on the node. */
    public GetNodeResponse node() {
        var call = channel.newCall(HubServiceGrpc.getGetNodeMethod(), CallOptions.DEFAULT.withWaitForReady());
        var answer = ClientCalls.futureUnaryCall(call, GetNodeRequest.getDefaultInstance());
        try {
            return answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException error) {
            throw new AssertionError("GetNode", error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new AssertionError("GetNode: interrupted", error);
        }
    }

    /** What the node counts. */
    public Map<String, Long> gauges() {
        return node().getGaugesMap();
    }

    /** What the node counts under a name; 0 for an unknown one. */
    public long gauge(String name) {
        return gauges().getOrDefault(name, 0L);
    }

    /** Whether load balancers may send it calls. */
    public boolean serving() {
        return HealthGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus()
                == ServingStatus.SERVING;
    }

    /** Connects again now, if it is to wait after a failure. */
    public void reconnect() {
        channel.resetConnectBackoff();
    }

    /** Begins the next call on a connection of its own: the one there is may be dead. */
    public void leave() {
        channel.enterIdle();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
