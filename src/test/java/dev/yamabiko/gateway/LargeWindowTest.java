package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.support.FileCalls;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What downloads hold whose clients let a stream send much, and then take nothing more. */
@Timeout(60)
class LargeWindowTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String DOWNLOAD = "/file.v1.FileService/DownloadFile";
    private static final byte[] CONTENT = new byte[5_000_000];
    private static final short INITIAL_WINDOW_SIZE = 4;
    private static final int LARGE = 1 << 30;

    /** Of a local store: what is read at a time at least. */
    private static final int LEAST = 128 << 10;

    @TempDir
    Path folder;

    private RunningHub hub;
    private ManagedChannel channel;
    private FileCalls files;

    @AfterEach
    void stop() throws Exception {
        hub.awaitZero(SOON, "file_read_ahead_bytes", "file_transfers_open", "outbound_bytes");
        channel.shutdownNow();
        hub.close();
    }

    /** One part is on its way, and one is read. */
    @ParameterizedTest
    @CsvSource({"65535, 131072", "262144, 131072", "1048576, 524288", "1073741824, 983040"})
    void shouldHoldNoMoreThanTheWindowButTheLeast(int window, int part) throws Exception {
        open("");
        try (RawSocket socket = connect(window)) {
            download(socket, 1);

            hub.awaitGauge(SOON, "file_read_ahead_bytes", 2L * (part - LEAST));
            hub.awaitGauge(SOON, "file_transfers_open", 1);
            socket.cut(true);
        }
    }

    @Test
    void shouldKnowTheWindowAfterSettingsThatDoNotSpeakOfIt() throws Exception {
        open("");
        try (RawSocket socket = connect(1 << 20)) {
            short headerList = 6;
            socket.frame(RawSocket.SETTINGS, 0, 0, setting(headerList, 100_000));
            download(socket, 1);

            hub.awaitGauge(SOON, "file_read_ahead_bytes", 2L * ((512 << 10) - LEAST));
        }
    }

    @Test
    void shouldServeThoseForWhomThereIsNoRoomToReadAhead() throws Exception {
        open("files: {read-ahead-bytes: 1000000}");
        try (RawSocket socket = connect(LARGE)) {
            for (int stream = 1; stream < 9; stream += 2) {
                download(socket, stream);
            }
            hub.awaitGauge(SOON, "file_transfers_open", 4);
            hub.awaitGauge(SOON, "file_read_ahead_bytes", 1_000_000);

            assertThat(files.get("large")).isEqualTo(CONTENT);

            assertThat(hub.gauge("file_read_ahead_bytes")).isEqualTo(1_000_000);
        }
    }

    @Test
    void shouldNotReadAheadOfItsRate() throws Exception {
        open("files: {node-bytes-per-second: 4000000}");
        try (RawSocket socket = connect(LARGE)) {
            download(socket, 1);

            // a twentieth of a second
            hub.awaitGauge(SOON, "file_read_ahead_bytes", 2L * (200_000 - LEAST));
        }
    }

    @Test
    void shouldGiveBackWhatACancelledDownloadHadTaken() throws Exception {
        open("");
        try (RawSocket socket = connect(LARGE)) {
            socket.call(1, DOWNLOAD)
                    .data(1, true, GrpcFrames.plain(FileCalls.named("large")))
                    .frame(RawSocket.RST_STREAM, 0, 1, new byte[] {0, 0, 0, 8});
            download(socket, 3);
            hub.awaitGauge(SOON, "file_read_ahead_bytes", 2L * (983_040 - LEAST));
        }
    }

    private void open(String yaml) throws Exception {
        new Random(1).nextBytes(CONTENT);
        hub = RunningHub.inMemory(folder, yaml);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", hub.port())
                .usePlaintext()
                .build();
        files = new FileCalls(channel);
        assertThat(files.put("large", CONTENT, 500_000).getStatus()).isEqualTo("OK");
        hub.awaitZero(SOON, "file_transfers_open");
    }

    /** Its window for a connection stays what HTTP/2 says, so a download soon stands still. */
    private RawSocket connect(int window) throws IOException {
        return RawSocket.connect(hub.port())
                .preface()
                .frame(RawSocket.SETTINGS, 0, 0, setting(INITIAL_WINDOW_SIZE, window));
    }

    private static void download(RawSocket socket, int stream) throws IOException {
        socket.call(stream, DOWNLOAD)
                .data(stream, true, GrpcFrames.plain(FileCalls.named("large")))
                .flush();
    }

    private static byte[] setting(short name, int value) {
        return ByteBuffer.allocate(6).putShort(name).putInt(value).array();
    }
}
