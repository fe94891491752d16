package dev.yamabiko.cli.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.Link;
import dev.yamabiko.cli.Screen;
import dev.yamabiko.gateway.RunningHub;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.FileCalls;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code yamabiko file}, against a hub. */
@Timeout(60)
class FileCommandsTest {

    private static final byte[] CONTENT = new byte[1_500_000];

    @TempDir
    static Path hubFolder;

    private static RunningHub hub;
    private static ManagedChannel channel;
    private static FileCalls files;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        new Random(7).nextBytes(CONTENT);
        hub = RunningHub.inMemory(hubFolder);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", hub.port())
                .usePlaintext()
                .build();
        files = new FileCalls(channel);
    }

    @AfterAll
    static void stop() throws Exception {
        channel.shutdownNow();
        hub.close();
    }

    private final Screen screen = new Screen();

    @Test
    void shouldBringFilesThereAndBack() throws IOException {
        Path one = Files.write(folder.resolve("one.bin"), CONTENT);
        Path two = Files.write(folder.resolve("two.bin"), new byte[0]);
        Path back = Files.createDirectory(folder.resolve("back"));

        assertThat(run("put", "--prefix", "there/", one.toString(), two.toString()))
                .as(screen.err())
                .isZero();
        assertThat(screen.out())
                .contains("stored there/one.bin: 1,500,000 bytes, SHA-256 " + FileCalls.sha256(CONTENT))
                .contains("stored there/two.bin: 0 bytes");
        assertThat(run("get", "--into", back.toString(), "there/one.bin", "there/two.bin"))
                .as(screen.err())
                .isZero();

        assertThat(back.resolve("one.bin")).hasBinaryContent(CONTENT);
        assertThat(back.resolve("two.bin")).hasBinaryContent(new byte[0]);
        assertThat(names(back)).containsExactlyInAnyOrder("one.bin", "two.bin");
    }

    @Test
    void shouldGoOnWithWhatWasCut() throws IOException {
        Path file = Files.write(folder.resolve("cut.bin"), CONTENT);
        files.send(List.of(FileCalls.chunk("cut.bin", 0, Arrays.copyOf(CONTENT, 700_000))
                .setTotalSize(CONTENT.length)
                .build()));
        Path target = folder.resolve("fetched.bin");
        Path part = folder.resolve(".fetched.bin." + FileCalls.sha256(CONTENT).substring(0, 16) + ".part");

        assertThat(run("put", file.toString())).as(screen.err()).isZero();
        assertThat(files.get("cut.bin")).isEqualTo(CONTENT);
        Files.write(part, Arrays.copyOf(CONTENT, 900_000));
        assertThat(run("get", "cut.bin", "-o", target.toString()))
                .as(screen.err())
                .isZero();
        assertThat(target).hasBinaryContent(CONTENT);
        assertThat(part).doesNotExist();
    }

    @Test
    void shouldGoOnWithADownloadWhoseConnectionBreaks() throws Exception {
        byte[] content = Arrays.copyOf(CONTENT, 400_000);
        Path source = Files.write(folder.resolve("source.bin"), content);
        Path target = folder.resolve("broken.bin");
        Path part = folder.resolve(".broken.bin." + FileCalls.sha256(content).substring(0, 16) + ".part");
        try (RunningHub slow = RunningHub.inMemory(folder, "files: {node-bytes-per-second: 400000}");
                Link link = new Link(slow.port())) {
            String server = "127.0.0.1:" + link.port();
            assertThat(screen.call(server, "file put", source.toString())).isZero();
            CompletableFuture<Integer> fetched = CompletableFuture.supplyAsync(
                    () -> screen.call(server, "file get", "source.bin", "-o", target.toString()));
            Await.until("a part", Duration.ofSeconds(20), () -> part.toFile().length() > 0);

            link.cut(true);

            assertThat(fetched.get(30, TimeUnit.SECONDS)).as(screen.err()).isZero();
        }
        assertThat(target).hasBinaryContent(content);
        assertThat(screen.err()).contains("trying again", "connected to");
    }

    @Test
    void shouldSendAllAgainWhereTheFirstPartWasAnotherFile() throws IOException {
        Path file = Files.write(folder.resolve("mixed.bin"), CONTENT);
        files.send(List.of(FileCalls.chunk("mixed.bin", 0, new byte[700_000])
                .setTotalSize(CONTENT.length)
                .build()));

        assertThat(run("put", file.toString())).as(screen.err()).isZero();
        assertThat(files.get("mixed.bin")).isEqualTo(CONTENT);
    }

    @Test
    void shouldFetchAllAgainWhereTheFirstPartIsDamaged() throws IOException {
        files.put("damaged", CONTENT, 500_000);
        Path target = folder.resolve("damaged");
        Files.write(
                folder.resolve(".damaged." + FileCalls.sha256(CONTENT).substring(0, 16) + ".part"), new byte[900_000]);

        assertThat(run("get", "damaged", "-o", target.toString()))
                .as(screen.err())
                .isZero();
        assertThat(target).hasBinaryContent(CONTENT);
    }

    @Test
    void shouldShowFilesAndDeleteThem() {
        files.put("shown/a.txt", "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8), 5);
        files.put("shown/b", new byte[1_234], 500);

        assertThat(run("ls", "shown/")).isZero();
        assertThat(screen.out().lines().toList()).hasSize(3).first().asString().matches(" *SIZE +MODIFIED +TYPE +NAME");
        assertThat(screen.out())
                .containsPattern("5 .*Z +text/plain +shown/a\\.txt")
                .contains("1,234");
        assertThat(run("info", "shown/a.txt")).isZero();
        assertThat(screen.out()).contains("checksum  2cf24dba5fb0a30e");
        assertThat(run("info", "--json", "shown/a.txt")).isZero();
        assertThat(screen.out()).contains("\"mime_type\":\"text/plain\"");
        assertThat(run("rm", "shown/a.txt", "shown/b", "shown/c")).isOne();
        assertThat(screen.err()).contains("shown/c: no such file");
        assertThat(files.names("shown/")).isEmpty();
    }

    @Test
    void shouldSayWhatIsWrong() throws IOException {
        Path file = Files.write(folder.resolve("x"), new byte[1]);

        assertThat(run("get", "nowhere")).isOne();
        assertThat(run("put", folder.resolve("none").toString())).isOne();
        assertThat(run("put", "--as", "../x", file.toString())).isOne();
        assertThat(run("put", "--parallel", "0", file.toString())).isEqualTo(2);
        assertThat(run("put", "--limit-rate", "fast", file.toString())).isEqualTo(2);
        assertThat(screen.err())
                .contains(
                        "nowhere: no such file", "none: no such file", "segment `..`", "--parallel: 0", "such as 500K");
    }

    @Test
    void shouldKeepToItsRate() throws IOException {
        Path file = Files.write(folder.resolve("slow.bin"), CONTENT);

        assertThat(run("put", "--limit-rate", "500K", file.toString())).isZero();
        assertThat(run(
                        "get",
                        "--limit-rate",
                        "500K",
                        "slow.bin",
                        "-o",
                        folder.resolve("slow").toString()))
                .isZero();

        Duration waited = screen.pauses().stream().reduce(Duration.ZERO, Duration::plus);
        assertThat(waited).isGreaterThan(Duration.ofSeconds(4));
    }

    private int run(String... arguments) {
        String[] all = Stream.concat(
                        Stream.of("file", arguments[0], "--server", "127.0.0.1:" + hub.port()),
                        Arrays.stream(arguments).skip(1))
                .toArray(String[]::new);
        return screen.run(all);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> String.valueOf(path.getFileName())).toList();
        }
    }
}
