package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import dev.yamabiko.chaos.rig.Rounds;
import dev.yamabiko.proto.file.v1.FileChunk;
import dev.yamabiko.proto.file.v1.FileServiceGrpc;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.FileCalls;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How much callers get, of a rate and of a quota. Callers are told apart by their addresses. */
@Timeout(60)
class FileRateTest {

    private static final int SECONDS = Rounds.LONG ? 10 : 3;
    private static final long RATE = 4 << 20;
    private static final byte[] LARGE = new byte[64 << 20];

    @TempDir
    Path folder;

    private final List<ManagedChannel> channels = new ArrayList<>();

    @AfterEach
    void closeChannels() {
        channels.forEach(ManagedChannel::shutdownNow);
    }

    @Test
    void shouldHoldTheRateOfACallerHoweverManyCallsHeMakes() throws Exception {
        try (RunningHub hub = RunningHub.inMemory(folder, "files: {threads: 4}")) {
            calls(hub, "127.0.0.1").put("large", LARGE, 500_000);
        }
        try (RunningHub hub = RunningHub.inMemory(folder, "files: {caller-bytes-per-second: " + RATE + "}")) {
            AtomicLong one = new AtomicLong();
            AtomicLong other = new AtomicLong();
            for (int i = 0; i < 3; i++) {
                var unused = download(hub, "127.0.0.1", one);
            }
            var unused = download(hub, "127.0.0.2", other);
            double seconds = measure(one, other);

            assertThat(one.get() / seconds).isCloseTo(RATE, Percentage.withPercentage(5));
            assertThat(other.get() / seconds).isCloseTo(RATE, Percentage.withPercentage(5));
        }
    }

    @Test
    void shouldShareTheRateOfTheNodeEvenlyBetweenCallers() throws Exception {
        try (RunningHub hub = RunningHub.inMemory(folder, "files: {threads: 4}")) {
            calls(hub, "127.0.0.1").put("large", LARGE, 500_000);
        }
        try (RunningHub hub = RunningHub.inMemory(folder, "files: {node-bytes-per-second: " + RATE + "}")) {
            AtomicLong one = new AtomicLong();
            AtomicLong other = new AtomicLong();
            for (int i = 0; i < 5; i++) {
                var unused = download(hub, "127.0.0.1", one);
            }
            var unused = download(hub, "127.0.0.2", other);
            double seconds = measure(one, other);

            assertThat((one.get() + other.get()) / seconds).isCloseTo(RATE, Percentage.withPercentage(5));
            assertThat((double) one.get() / other.get()).isCloseTo(1.0, within(0.15));
        }
    }

    @Test
    void shouldEndAnUploadCleanlyThatReachesTheQuota() throws Exception {
        byte[] half = new byte[600_000];
        try (RunningHub hub = RunningHub.inMemory(folder, "files: {quota-bytes: 1000000}")) {
            FileCalls files = calls(hub, "127.0.0.1");
            files.put("first", half, 100_000);
            byte[] second = half.clone();
            second[0] = 1;

            assertThat(FileCalls.reason(catchThrowable(() -> files.put("second", second, 100_000))))
                    .isEqualTo("RESOURCE_EXHAUSTED LIMIT_REACHED");
            assertThat(FileCalls.reason(catchThrowable(() -> files.status("second"))))
                    .isEqualTo("NOT_FOUND NOT_FOUND");
            try (Stream<Path> uploads = Files.list(folder.resolve("data/files/uploads"))) {
                assertThat(uploads).isEmpty();
            }
            assertThat(files.names("")).containsExactly("first");
            files.delete("first");
            files.put("second", second, 100_000);
            assertThat(files.get("second")).isEqualTo(second);
        }
    }

    @Test
    void shouldSendDownloadsElsewhereWhenTheNodeGoesAway() throws Exception {
        try (RunningHub hub = RunningHub.inMemory(folder)) {
            calls(hub, "127.0.0.1").put("large", LARGE, 500_000);
        }
        try (RunningHub hub = RunningHub.inMemory(folder, "files: {node-bytes-per-second: 100000}")) {
            AtomicLong bytes = new AtomicLong();
            CompletableFuture<Throwable> ended = download(hub, "127.0.0.1", bytes);
            Await.until("first bytes", Duration.ofSeconds(20), () -> bytes.get() > 0);
            Duration took = hub.stop();

            assertThat(FileCalls.reason(ended.get(10, TimeUnit.SECONDS))).isEqualTo("UNAVAILABLE DRAINING");
            assertThat(took).isLessThan(Duration.ofSeconds(8));
        }
    }

    /** Counts from when both have begun; returns for how long, in seconds. */
    private static double measure(AtomicLong one, AtomicLong other) {
        Await.until("first bytes", Duration.ofSeconds(20), () -> one.get() > 0 && other.get() > 0);
        long began = System.nanoTime();
        one.set(0);
        other.set(0);
        Await.passing(Duration.ofSeconds(SECONDS));
        return (System.nanoTime() - began) / 1e9;
    }

    private CompletableFuture<Throwable> download(RunningHub hub, String from, AtomicLong bytes) {
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        FileServiceGrpc.newStub(channel(hub, from))
                .downloadFile(FileCalls.named("large"), new StreamObserver<FileChunk>() {
                    @Override
                    public void onNext(FileChunk chunk) {
                        bytes.addAndGet(chunk.getData().size());
                    }

                    @Override
                    public void onError(Throwable error) {
                        ended.complete(error);
                    }

                    @Override
                    public void onCompleted() {
                        ended.complete(new AssertionError("whole"));
                    }
                });
        return ended;
    }

    private FileCalls calls(RunningHub hub, String from) {
        return new FileCalls(channel(hub, from));
    }

    private ManagedChannel channel(RunningHub hub, String from) {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", hub.port())
                .usePlaintext()
                .localSocketPicker(new NettyChannelBuilder.LocalSocketPicker() {
                    @Override
                    public SocketAddress createSocketAddress(SocketAddress remote, io.grpc.Attributes attributes) {
                        return new InetSocketAddress(from, 0);
                    }
                })
                .build();
        channels.add(channel);
        return channel;
    }
}
