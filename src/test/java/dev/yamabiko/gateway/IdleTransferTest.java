package dev.yamabiko.gateway;

import static dev.yamabiko.support.FileCalls.chunk;
import static dev.yamabiko.support.FileCalls.chunks;
import static dev.yamabiko.support.FileCalls.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.proto.file.v1.FileChunk;
import dev.yamabiko.proto.file.v1.FileServiceGrpc;
import dev.yamabiko.proto.file.v1.UploadResult;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.FileCalls;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that leave their transfers alone, and others that are only slow. A node has one transfer at a time here. */
@Timeout(60)
class IdleTransferTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int WINDOW_UPDATE = 8;
    private static final int CHUNK = 65_536;
    private static final byte[] CONTENT = new byte[20 * CHUNK];
    private static final String DOWNLOAD = "/file.v1.FileService/DownloadFile";
    private static final String UPLOAD = "/file.v1.FileService/UploadFile";

    @TempDir
    Path folder;

    private RunningHub hub;
    private ManagedChannel channel;
    private FileCalls files;

    @BeforeEach
    void start() throws Exception {
        new Random(1).nextBytes(CONTENT);
        open("files: {idle-seconds: 1, max-transfers: 1}");
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow();
        hub.close();
    }

    /** The smaller one is written at once, its end too, but for what the client's window has no room for. */
    @ParameterizedTest
    @ValueSource(ints = {100_000, 1_000_000})
    void shouldGiveUpADownloadThatItsClientDoesNotTake(int bytes) throws Exception {
        put("large", Arrays.copyOf(CONTENT, bytes));
        try (RawSocket socket = RawSocket.connect(hub.port()).preface()) {
            // Given: a client that never opens its window
            socket.call(101, DOWNLOAD)
                    .data(101, true, GrpcFrames.plain(FileCalls.named("large")))
                    .flush();
            hub.awaitGauge(SOON, "file_transfers_open", 1);

            // When
            RawSocket.Frame last = socket.last(101);

            // Then
            assertThat(last.type()).isEqualTo(RawSocket.RST_STREAM);
            hub.awaitZero(SOON, "file_transfers_open", "outbound_bytes", "calls_open", "call_timers");
            assertThat(hub.gauge("file_transfers_idle")).isEqualTo(1);
            socket.frame(WINDOW_UPDATE, 0, 0, new byte[] {0, 1, 0, 0}); // of what it has thrown away
            socket.call(103, DOWNLOAD).data(103, true, GrpcFrames.plain(FileCalls.named("none")));
            assertThat(socket.last(103).type()).isEqualTo(RawSocket.HEADERS);
        }
    }

    @Test
    void shouldLetAClientTakeItsTime() {
        put("large", CONTENT);

        Iterator<FileChunk> download = FileServiceGrpc.newBlockingStub(channel).downloadFile(FileCalls.named("large"));
        byte[] taken = new byte[0];
        while (download.hasNext()) {
            byte[] data = download.next().getData().toByteArray();
            int before = taken.length;
            taken = Arrays.copyOf(taken, before + data.length);
            System.arraycopy(data, 0, taken, before, data.length);
            Await.passing(Duration.ofMillis(150));
        }

        assertThat(taken).isEqualTo(CONTENT);
        assertThat(hub.gauge("file_transfers_idle")).isZero();
    }

    @Test
    void shouldEndAnUploadThatStandsStill() throws Exception {
        // Given
        CompletableFuture<UploadResult> answer = new CompletableFuture<>();
        StreamObserver<FileChunk> upload = FileServiceGrpc.newStub(channel).uploadFile(new Answered(answer));
        upload.onNext(chunk("half", 0, Arrays.copyOf(CONTENT, CHUNK))
                .setTotalSize(CONTENT.length)
                .build());

        // When: nothing more comes
        assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .satisfies(failed ->
                        assertThat(FileCalls.reason(failed.getCause())).isEqualTo("DEADLINE_EXCEEDED TRANSFER_IDLE"));

        // Then: it goes on where it was
        hub.awaitZero(SOON, "file_transfers_open", "calls_open");
        assertThat(hub.gauge("file_transfers_idle")).isEqualTo(1);
        assertThat(files.status("half").getOffset()).isEqualTo(CHUNK);
        assertThat(files.send(chunks("half", CONTENT, CHUNK, CHUNK, sha256(CONTENT)))
                        .getStatus())
                .isEqualTo("OK");
        assertThat(get("half")).isEqualTo(CONTENT);
    }

    @Test
    void shouldEndAnUploadThatNeverBegins() throws Exception {
        try (RawSocket socket = RawSocket.connect(hub.port()).preface()) {
            socket.call(101, UPLOAD).flush();
            hub.awaitGauge(SOON, "file_transfers_open", 1);

            hub.awaitZero(SOON, "file_transfers_open", "calls_open");
            assertThat(hub.gauge("file_transfers_idle")).isEqualTo(1);
        }
    }

    @Test
    void shouldNotEndAnUploadWhoseChunkArrivesInSmallParts() throws Exception {
        byte[] framed = GrpcFrames.plain(chunk("slow", 0, new byte[] {1, 2, 3, 4, 5, 6})
                .setIsLastChunk(true)
                .build());
        try (RawSocket socket = RawSocket.connect(hub.port()).preface()) {
            socket.call(101, UPLOAD);
            for (int at = 0; at < framed.length; at++) {
                socket.data(101, at == framed.length - 1, new byte[] {framed[at]})
                        .flush();
                Await.passing(Duration.ofMillis(150));
            }

            assertThat(socket.last(101).type()).isEqualTo(RawSocket.HEADERS);
        }
        assertThat(get("slow")).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(hub.gauge("file_transfers_idle")).isZero();
    }

    @Test
    void shouldNotTakeItsOwnRateForAClientThatStandsStill() throws Exception {
        byte[] content = Arrays.copyOf(CONTENT, 80_000);
        stop();
        open("files: {idle-seconds: 1, max-transfers: 1, node-bytes-per-second: 30000}\ncalls: {inbound-bytes: 10000}");

        put("slow", content);

        assertThat(get("slow")).isEqualTo(content);
        assertThat(hub.gauge("file_transfers_idle")).isZero();
    }

    private void open(String yaml) throws Exception {
        hub = RunningHub.inMemory(folder, yaml);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", hub.port())
                .usePlaintext()
                .flowControlWindow(CHUNK)
                .build();
        files = new FileCalls(channel);
    }

    /** The place of one transfer is free for the next a little after its answer. */
    private void put(String name, byte[] content) {
        assertThat(files.put(name, content, 10_000).getStatus()).isEqualTo("OK");
        hub.awaitZero(SOON, "file_transfers_open");
    }

    private byte[] get(String name) {
        byte[] content = files.get(name);
        hub.awaitZero(SOON, "file_transfers_open");
        return content;
    }

    private record Answered(CompletableFuture<UploadResult> answer) implements StreamObserver<UploadResult> {

        @Override
        public void onNext(UploadResult result) {
            answer.complete(result);
        }

        @Override
        public void onError(Throwable error) {
            answer.completeExceptionally(error);
        }

        @Override
        public void onCompleted() {
            answer.completeExceptionally(new AssertionError("no result"));
        }
    }
}
