package dev.yamabiko.gateway;

import static dev.yamabiko.gateway.RawConnection.CHECK;
import static dev.yamabiko.gateway.RawConnection.COLLECT_LOGS;
import static dev.yamabiko.gateway.RawConnection.GET_NODE;
import static dev.yamabiko.gateway.RawConnection.STREAM_LOGS;
import static io.grpc.CallOptions.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import io.grpc.CallOptions;
import io.grpc.Codec;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients with grpc-java are told when they send what they should not: a client that we did not write. */
@Timeout(60)
class GrpcJavaInputTest {

    private static final byte[] EMPTY = new byte[0];
    private static final byte[] BAD = {0x0A, 9, 'x'};

    @TempDir
    static Path folder;

    private static RunningHub hub;
    private static ManagedChannel channel;
    private static ByteCalls calls;

    @BeforeAll
    static void start() throws Exception {
        hub = RunningHub.inMemory(folder, "calls: {max-message-bytes: 65536}");
        CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
        compressors.register(new Codec.Gzip());
        compressors.register(new Snappy());
        channel = NettyChannelBuilder.forAddress("127.0.0.1", hub.port())
                .usePlaintext()
                .compressorRegistry(compressors)
                .build();
        calls = new ByteCalls(channel);
    }

    @AfterAll
    static void stop() throws Exception {
        channel.shutdownNow();
        hub.close();
    }

    /** Another name for no compression: only the name matters here. */
    private static final class Snappy implements Compressor {
        @Override
        public String getMessageEncoding() {
            return "snappy";
        }

        @Override
        public OutputStream compress(OutputStream out) {
            return out;
        }
    }

    static List<Arguments> wrong() {
        return List.of(
                arguments(
                        COLLECT_LOGS, DEFAULT, new byte[][] {new byte[70_000]}, "RESOURCE_EXHAUSTED MESSAGE_TOO_LARGE"),
                arguments(
                        COLLECT_LOGS,
                        DEFAULT.withCompression("gzip"),
                        new byte[][] {new byte[10 << 20]},
                        "RESOURCE_EXHAUSTED MESSAGE_TOO_LARGE"),
                arguments(
                        GET_NODE,
                        DEFAULT.withCompression("snappy"),
                        new byte[][] {EMPTY},
                        "UNIMPLEMENTED ENCODING_UNSUPPORTED"),
                arguments(CHECK, DEFAULT, new byte[][] {BAD}, "INTERNAL MALFORMED_MESSAGE"),
                arguments(COLLECT_LOGS, DEFAULT, new byte[][] {BAD}, "INTERNAL MALFORMED_MESSAGE"),
                arguments("/log.v1.LogService/None", DEFAULT, new byte[][] {EMPTY}, "UNIMPLEMENTED METHOD_UNKNOWN"),
                arguments("/none.None/None", DEFAULT, new byte[][] {EMPTY}, "UNIMPLEMENTED METHOD_UNKNOWN"),
                arguments(GET_NODE, DEFAULT, new byte[][] {EMPTY, EMPTY}, "UNIMPLEMENTED MESSAGE_COUNT"),
                arguments(GET_NODE, DEFAULT, new byte[][] {}, "UNIMPLEMENTED MESSAGE_COUNT"),
                arguments(CHECK, DEFAULT, new byte[][] {{0x0A, 1, 'x'}}, "NOT_FOUND NOT_FOUND"),
                arguments(
                        STREAM_LOGS,
                        DEFAULT,
                        new byte[][] {
                            LogStreamRequest.newBuilder()
                                    .setLogLevel("LOUD")
                                    .build()
                                    .toByteArray()
                        },
                        "INVALID_ARGUMENT INVALID_REQUEST"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void shouldAnswerWithTheDocumentedStatus(String path, CallOptions options, byte[][] messages, String end)
            throws Exception {
        assertThat(calls.call(path, options, messages).text()).isEqualTo(end);
        assertThat(calls.call(GET_NODE, DEFAULT, EMPTY).text()).isEqualTo("OK");
        assertThat(hub.gauge("connections_open")).as("the connection goes on").isEqualTo(1);
    }

    @Test
    void shouldEndAtTheDeadlineOfTheClient() throws Exception {
        byte[] follow = LogStreamRequest.newBuilder().setFollow(true).build().toByteArray();

        ByteCalls.End end = calls.call(STREAM_LOGS, DEFAULT.withDeadlineAfter(50, TimeUnit.MILLISECONDS), follow);

        assertThat(end.text()).startsWith("DEADLINE_EXCEEDED");
    }

    @Test
    void shouldTakeCompressedMessages() throws Exception {
        byte[] entry = LogEntry.newBuilder()
                .setApplication("zipped")
                .setMessage("x".repeat(1_000))
                .build()
                .toByteArray();

        ByteCalls.End end = calls.call(COLLECT_LOGS, DEFAULT.withCompression("gzip"), entry, entry);

        assertThat(end.text()).isEqualTo("OK");
        assertThat(LogCollectionResult.parseFrom(end.messages().get(0)).getIndexedCount())
                .isEqualTo(2);
    }

    @Test
    void shouldRejectBadEntriesAndKeepTheOthers() throws Exception {
        ByteCalls.End end = calls.call(
                COLLECT_LOGS,
                DEFAULT,
                LogEntry.newBuilder().setApplication("mixed").build().toByteArray(),
                LogEntry.newBuilder().setApplication("a\u0000").build().toByteArray(),
                LogEntry.newBuilder()
                        .setApplication("mixed")
                        .setLevel("LOUD")
                        .build()
                        .toByteArray());

        assertThat(LogCollectionResult.parseFrom(end.messages().get(0)))
                .isEqualTo(LogCollectionResult.newBuilder()
                        .setTotalReceived(3)
                        .setIndexedCount(1)
                        .setRejectedCount(2)
                        .setStatus("PARTIAL")
                        .addErrors("entry 2: application: 2 bytes (expected: 1 to 255, no control character)")
                        .addErrors(
                                "entry 3: level: unknown (expected: one of [TRACE, DEBUG, INFO, WARN, ERROR, FATAL])")
                        .putLastOffsets("logs/mixed", 1)
                        .build());
    }

    @Test
    void shouldNameABoundedNumberOfRejections() throws Exception {
        byte[][] bad = new byte[150][];
        java.util.Arrays.fill(bad, EMPTY);

        LogCollectionResult result = LogCollectionResult.parseFrom(
                calls.call(COLLECT_LOGS, DEFAULT, bad).messages().get(0));

        assertThat(result.getErrorsCount()).isEqualTo(100);
        assertThat(result.getRejectedCount()).isEqualTo(150);
        assertThat(result.getStatus()).isEqualTo("REJECTED");
    }

    @Test
    void shouldSayAtOnceWhichNodeAndWhichHistoryAnswers() throws Exception {
        Metadata head = calls.call(STREAM_LOGS, DEFAULT, EMPTY).head();

        assertThat(head.get(Metadata.Key.of("hub-node", Metadata.ASCII_STRING_MARSHALLER)))
                .startsWith("node-");
        assertThat(head.get(Metadata.Key.of("hub-epoch", Metadata.ASCII_STRING_MARSHALLER)))
                .isNotEmpty();
    }
}
