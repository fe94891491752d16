package dev.yamabiko.gateway;

import static dev.yamabiko.support.FileCalls.chunk;
import static dev.yamabiko.support.FileCalls.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.yamabiko.proto.file.v1.FileChunk;
import dev.yamabiko.proto.file.v1.FileRequest;
import dev.yamabiko.proto.file.v1.ListFilesRequest;
import dev.yamabiko.support.FileCalls;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients are told that send what they should not; nothing of it is seen, and nothing leaves the store. */
@Timeout(60)
class HostileFileTest {

    private static final String INVALID = "INVALID_ARGUMENT INVALID_REQUEST";
    private static final byte[] DATA = {1, 2, 3, 4};

    @TempDir
    static Path folder;

    private static RunningHub hub;
    private static ManagedChannel channel;
    private static FileCalls files;
    private static Set<String> outside;

    @BeforeAll
    static void start() throws Exception {
        hub = RunningHub.inMemory(
                folder, "files: {max-file-bytes: 100000, allowed-types: [text/plain, application/octet-stream]}");
        channel = NettyChannelBuilder.forAddress("127.0.0.1", hub.port())
                .usePlaintext()
                .build();
        files = new FileCalls(channel);
        files.put("there", DATA, 2);
        outside = outside();
    }

    @AfterAll
    static void stop() throws Exception {
        channel.shutdownNow();
        hub.close();
    }

    @AfterEach
    void shouldLeaveEverythingAsItWas() throws IOException {
        hub.awaitGauge(Duration.ofSeconds(10), "file_transfers_open", 0);
        assertThat(files.names("")).containsExactly("there");
        assertThat(files.get("there")).isEqualTo(DATA);
        assertThat(outside()).isEqualTo(outside);
    }

    static Stream<String> names() throws IOException {
        Stream<String> written = Files.readAllLines(Path.of("src/test/resources/hostile-file-names.txt")).stream()
                .map(HostileFileTest::unescaped);
        Stream<String> tooLong =
                Stream.of("x".repeat(256), "a/" + "x".repeat(256), "x/".repeat(256) + "x", "\u00e9".repeat(128));
        return Stream.concat(written, tooLong);
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldRefuseANameInEveryCall(String name) {
        List<Function<String, Object>> calls = List.of(
                files::info,
                files::get,
                files::status,
                each -> {
                    files.delete(each);
                    return each;
                },
                each -> files.put(each, DATA, 4));

        assertThat(calls).allSatisfy(call -> {
            Throwable error = catchThrowable(() -> call.apply(name));
            assertThat(error).as("refusal").isNotNull();
            assertThat(FileCalls.reason(error)).isEqualTo(INVALID);
        });
    }

    static Stream<Arguments> uploads() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/hostile-uploads.txt")).stream()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.split(" *\\| *", -1))
                .map(part -> arguments(part[0], chunks(part[2]), part[1]));
    }

    /** {@code name offset length [size=N] [sum=right|wrong|text] [last]; ...}: bytes are 1, 2, 3 and so on. */
    private static List<FileChunk> chunks(String text) {
        return Stream.of(text.split("; *", -1))
                .filter(each -> !each.isBlank())
                .map(HostileFileTest::chunkOf)
                .toList();
    }

    private static FileChunk chunkOf(String text) {
        String[] words = text.split(" +", -1);
        byte[] data = new byte[Integer.parseInt(words[2])];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i + 1);
        }
        FileChunk.Builder chunk = chunk(words[0].replace("''", ""), Long.parseLong(words[1]), data);
        for (String option : words) {
            String value = option.substring(option.indexOf('=') + 1);
            if (option.startsWith("size=")) {
                chunk.setTotalSize(Long.parseLong(value));
            } else if (option.startsWith("sum=")) {
                chunk.setChecksum(value.equals("right") ? sha256(data) : value);
            } else if (option.equals("last")) {
                chunk.setIsLastChunk(true);
            }
        }
        return chunk.build();
    }

    static List<Arguments> types() {
        return List.of(
                arguments("u.pdf", "%PDF-1.7".getBytes(StandardCharsets.US_ASCII)),
                arguments("u.pdf", DATA),
                arguments("u.txt", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}));
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldRefuseATypeThatIsNotAllowedWhateverTheNameSays(String name, byte[] content) {
        Throwable error = catchThrowable(() -> files.put(name, content, 4));

        assertThat(error).isNotNull();
        assertThat(FileCalls.reason(error)).isEqualTo(INVALID);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uploads")
    void shouldRefuseAnUpload(String what, List<FileChunk> chunks, String status) {
        Throwable error = catchThrowable(() -> files.send(chunks));

        assertThat(error).as(what).isNotNull();
        assertThat(FileCalls.reason(error)).isEqualTo(status);
    }

    static List<Arguments> downloads() {
        return List.of(
                arguments(range().setOffset(-1), INVALID),
                arguments(range().setOffset(Long.MIN_VALUE), INVALID),
                arguments(range().setOffset(5), "OUT_OF_RANGE RANGE_OUTSIDE"),
                arguments(range().setOffset(Long.MAX_VALUE), "OUT_OF_RANGE RANGE_OUTSIDE"),
                arguments(range().setLimit(-1), INVALID),
                arguments(range().setLimit(Long.MIN_VALUE), INVALID),
                arguments(range().setChunkSize(-1), INVALID),
                arguments(range().setChunkSize(1), INVALID),
                arguments(range().setChunkSize(1_023), INVALID),
                arguments(range().setChunkSize((1 << 20) + 1), INVALID),
                arguments(range().setChunkSize(Integer.MAX_VALUE), INVALID),
                arguments(range().setFilePath("not there"), "NOT_FOUND NOT_FOUND"),
                arguments(range().setFilePath("THERE"), "NOT_FOUND NOT_FOUND"));
    }

    @ParameterizedTest
    @MethodSource("downloads")
    void shouldRefuseADownload(FileRequest.Builder request, String status) {
        Throwable error = catchThrowable(() -> files.download(request.build()));

        assertThat(error).isNotNull();
        assertThat(FileCalls.reason(error)).isEqualTo(status);
    }

    static List<ListFilesRequest> lists() {
        return List.of(
                ListFilesRequest.newBuilder().setLimit(-1).build(),
                ListFilesRequest.newBuilder().setLimit(Integer.MIN_VALUE).build(),
                ListFilesRequest.newBuilder().setLimit(1_000_001).build(),
                ListFilesRequest.newBuilder().setPrefix("x".repeat(513)).build(),
                ListFilesRequest.newBuilder().setAfter("x".repeat(513)).build());
    }

    @ParameterizedTest
    @MethodSource("lists")
    void shouldRefuseAList(ListFilesRequest request) {
        assertThat(FileCalls.reason(catchThrowable(() -> files.list(request)))).isEqualTo(INVALID);
    }

    static List<String> harmlessPrefixes() {
        return List.of("../", "/", "%", "_", "*", "'", "\\", "there\0", "\ud7ff");
    }

    @ParameterizedTest
    @MethodSource("harmlessPrefixes")
    void shouldTakeAPrefixForWhatItIs(String prefix) {
        assertThat(files.names(prefix)).isEmpty();
    }

    private static FileRequest.Builder range() {
        return FileRequest.newBuilder().setFilePath("there");
    }

    /** Java's escapes, and those of characters by number. */
    private static String unescaped(String line) {
        return Pattern.compile("\\\\u([0-9a-f]{4})")
                .matcher(line.replace("\\0", "\\u0000"))
                .replaceAll(found ->
                        Matcher.quoteReplacement(escape(Character.toString(Integer.parseInt(found.group(1), 16)))))
                .translateEscapes();
    }

    private static String escape(String character) {
        return character.equals("\\") ? "\\\\" : character;
    }

    /** Everything in reach of a name that escapes, apart from what the store itself writes. */
    private static Set<String> outside() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.map(path -> folder.relativize(path).toString())
                    .filter(path -> !path.startsWith("data/files/uploads/") && !path.startsWith("data/files/files.db"))
                    .collect(Collectors.toSet());
        }
    }
}
