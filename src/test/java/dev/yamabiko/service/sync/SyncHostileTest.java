package dev.yamabiko.service.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.gateway.RunningHub;
import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.sync.v1.Reply;
import dev.yamabiko.proto.sync.v1.SyncRequest;
import dev.yamabiko.proto.sync.v1.SyncServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a broken or hostile client can ask for: a documented answer, a call that goes on, a collection that stays. */
@Timeout(60)
class SyncHostileTest {

    private static final String LONG = "x".repeat(1_000);

    @TempDir
    static Path folder;

    private static RunningHub hub;
    private static ManagedChannel channel;

    @BeforeAll
    static void start() throws Exception {
        hub = RunningHub.inMemory(folder, "sync: {value-bytes: 100, keys: 2, history-records: 0}");
        channel = NettyChannelBuilder.forAddress("127.0.0.1", hub.port())
                .usePlaintext()
                .build();
    }

    @AfterAll
    static void stop() throws Exception {
        channel.shutdownNow();
        hub.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            number 0           | INVALID_REQUEST  | request_id: 0 (expected: 1 to 9223372036854775807)
            number -1          | INVALID_REQUEST  | request_id: -1 (expected: 1 to 9223372036854775807)
            no operation       | INVALID_REQUEST  | operation: none (expected: watch, unwatch, set, delete or get)
            no collection      | INVALID_REQUEST  | collection: 0 bytes (expected: 1 to 128, no control character)
            long collection    | INVALID_REQUEST  | collection: 1000 bytes (expected: 1 to 128, no control character)
            control collection | INVALID_REQUEST  | collection: 3 bytes (expected: 1 to 128, no control character)
            no key             | INVALID_REQUEST  | set.key: 0 bytes (expected: 1 to 256, no control character)
            long key           | INVALID_REQUEST  | set.key: 1000 bytes (expected: 1 to 256, no control character)
            long value         | INVALID_REQUEST  | set.value: 1000 bytes (expected: at most 100)
            negative version   | INVALID_REQUEST  | set.if_version: -5 (expected: 0 to 9223372036854775807)
            future version     | VERSION_CONFLICT | if_version: 9999 (expected: 1, which is the version now)
            negative time      | INVALID_REQUEST  | set.ttl_ms: -1 (expected: 0 to 31622400000)
            endless time       | INVALID_REQUEST  | set.ttl_ms: 9223372036854775807 (expected: 0 to 31622400000)
            long client        | INVALID_REQUEST  | client_id: 1000 bytes (expected: at most 64)
            heartbeat          | INVALID_REQUEST  | heartbeat_seconds: 9999 (expected: 0 to 3600)
            full               | LIMIT_REACHED    | collection: 2 keys, one more (expected: at most 2)
            no such key        | NOT_FOUND        | get.key: no such entry (expected: a key that is there)
            not watched        | NOT_FOUND        | unwatch: not watched (expected: a collection that this call watches)
            from the future    | INVALID_POSITION | watch.resume.after: 9999 (expected: at most 2)
            from a foreign one | INVALID_REQUEST  | resume.after: no topic of this stream (expected: collections/c)
            from before all    | INVALID_REQUEST  | resume.after: -1 (expected: 0 or more)
            """)
    void shouldAnswerAndGoOn(String what, String reason, String message) throws Exception {
        SyncPeer peer = SyncPeer.open(channel);
        peer.ask(Requests.setIf("c", "a", "1", 0));
        peer.ask(Requests.setIf("c", "b", "1", 0));

        Reply reply = peer.send(requestId(what), request(what)).get(20, TimeUnit.SECONDS);

        assertThat(reply.getReason()).isEqualTo(reason);
        assertThat(reply.getMessage()).isEqualTo(message);
        Mirror mirror = peer.watch("c");
        assertThat(peer.ask(Requests.get("c", "a")).getCurrent().getVersion()).isEqualTo(1);
        assertThat(mirror.values()).isEqualTo(Map.of("a", "1", "b", "1"));
        assertThat(mirror.revision()).as("nothing was written").isEqualTo(2);
        peer.cancel();
    }

    private static long requestId(String what) {
        return what.startsWith("number ") ? Long.parseLong(what.substring(7)) : 1_000;
    }

    private static SyncRequest.Builder request(String what) {
        return switch (what) {
            case "no operation" -> SyncRequest.newBuilder().setCollection("c");
            case "no collection" -> Requests.set("", "a", "2");
            case "long collection" -> Requests.set(LONG, "a", "2");
            case "control collection" -> watch("a\nb", Resume.newBuilder().putAfter("collections/a\nb", 1));
            case "no key" -> Requests.set("c", "", "2");
            case "long key" -> Requests.set("c", LONG, "2");
            case "long value" -> Requests.set("c", "a", LONG);
            case "negative version" -> Requests.setIf("c", "a", "2", -5);
            case "future version" -> Requests.setIf("c", "a", "2", 9_999);
            case "negative time" -> Requests.setFor("c", "a", "2", -1);
            case "endless time" -> Requests.setFor("c", "a", "2", Long.MAX_VALUE);
            case "long client" -> Requests.set("c", "a", "2").setClientId(LONG);
            case "heartbeat" -> Requests.set("c", "a", "2").setHeartbeatSeconds(9_999);
            case "full" -> Requests.set("c", "one more", "2");
            case "no such key" -> Requests.get("c", "nowhere");
            case "not watched" -> Requests.unwatch("c");
            case "from the future" -> watch("c", Resume.newBuilder().putAfter("collections/c", 9_999));
            case "from a foreign one" -> watch("c", Resume.newBuilder().putAfter("logs/web", 1));
            case "from before all" -> watch("c", Resume.newBuilder().putAfter("collections/c", -1));
            default -> Requests.set("c", "a", "2");
        };
    }

    private static SyncRequest.Builder watch(String collection, Resume.Builder resume) {
        SyncRequest.Builder request = Requests.watch(collection);
        request.getWatchBuilder().setResume(resume);
        return request;
    }

    @Test
    void shouldEndTheCallOverBytesThatAreNoRequest() throws Exception {
        byte[] cut = {0x12, 0x05, 'a'};
        byte[] noUtf8 = {0x12, 0x01, (byte) 0xFF};

        for (byte[] bytes : new byte[][] {cut, noUtf8}) {
            Status status = send(bytes).get(20, TimeUnit.SECONDS);
            assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
            assertThat(status.getDescription()).startsWith("request: ");
        }
        SyncPeer other = SyncPeer.open(channel);
        assertThat(other.ask(Requests.get("d", "a")).getReason()).isEqualTo("NOT_FOUND");
    }

    private static CompletableFuture<Status> send(byte[] bytes) {
        MethodDescriptor<byte[], byte[]> method = SyncServiceGrpc.getSyncMethod().toBuilder(new Bytes(), new Bytes())
                .build();
        CompletableFuture<Status> end = new CompletableFuture<>();
        StreamObserver<byte[]> requests = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(method, CallOptions.DEFAULT), new StreamObserver<>() {
                    @Override
                    public void onNext(byte[] event) {
                        end.completeExceptionally(new AssertionError("an event"));
                    }

                    @Override
                    public void onError(Throwable error) {
                        end.complete(Status.fromThrowable(error));
                    }

                    @Override
                    public void onCompleted() {
                        end.complete(Status.OK);
                    }
                });
        requests.onNext(bytes);
        return end;
    }

    /** Messages as they are. */
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    }
}
