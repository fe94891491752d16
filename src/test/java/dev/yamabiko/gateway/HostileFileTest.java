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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
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
    private static final String SHA = sha256(DATA);

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
        hub.awaitZero(Duration.ofSeconds(10), "file_transfers_open");
        assertThat(files.names("")).containsExactly("there");
        assertThat(files.get("there")).isEqualTo(DATA);
        assertThat(outside()).isEqualTo(outside);
    }

    static List<String> names() {
        return List.of(
                "",
                "/",
                "/etc/passwd",
                "//host/share",
                "..",
                ".",
                "../x",
                "a/../../x",
                "a/./x",
                "a/..",
                "a//x",
                "a/",
                "..\\x",
                "a\\..\\x",
                "C:\\x",
                "C:x",
                "c:/x",
                "x:stream",
                "%2e%2e/x",
                "%2E%2E%2Fx",
                "..%2fx",
                "a%00",
                "%252e%252e%252fx",
                "a\0",
                "a\0.txt",
                "a\nb",
                "a\rb",
                "a\tb",
                "a\u001bb",
                "a\u007fb",
                "a\u0085b",
                "a\u2028b",
                "a\u2029b",
                "a\u202eb",
                "a\u200eb",
                "a\ufeffb",
                "a\ufffe",
                "e\u0301",
                "con",
                "CON",
                "nul.txt",
                "a/aux",
                "Com1",
                "lpt9.log",
                "COM\u00b9",
                "conin$",
                "prn .txt",
                "a.",
                "a ",
                " a",
                "a./b",
                "a?b",
                "a*b",
                "a<b",
                "a|b",
                "\"a\"",
                "x".repeat(256),
                "a/" + "x".repeat(256),
                "x/".repeat(256) + "x",
                "\u00e9".repeat(128));
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
                each -> files.send(List.of(last(chunk(each, 0, DATA), SHA))));

        assertThat(calls).allSatisfy(call -> {
            Throwable error = catchThrowable(() -> call.apply(name));
            assertThat(error).as("refusal").isNotNull();
            assertThat(FileCalls.reason(error)).isEqualTo(INVALID);
        });
    }

    static List<Arguments> uploads() {
        return List.of(
                arguments("no chunk", List.of(), INVALID),
                arguments("negative offset", List.of(last(chunk("u", -1, DATA), SHA)), INVALID),
                arguments("smallest offset", List.of(last(chunk("u", Long.MIN_VALUE, DATA), SHA)), INVALID),
                arguments(
                        "largest offset",
                        List.of(last(chunk("u", Long.MAX_VALUE, DATA), SHA)),
                        "RESOURCE_EXHAUSTED LIMIT_REACHED"),
                arguments(
                        "offset without an upload",
                        List.of(last(chunk("u", 4, DATA), SHA)),
                        "FAILED_PRECONDITION UPLOAD_ELSEWHERE"),
                arguments("gap", List.of(chunk("u", 0, DATA).build(), last(chunk("u", 5, DATA), "")), INVALID),
                arguments("overlap", List.of(chunk("u", 0, DATA).build(), last(chunk("u", 3, DATA), "")), INVALID),
                arguments("repeated", List.of(chunk("u", 0, DATA).build(), last(chunk("u", 0, DATA), "")), INVALID),
                arguments("back", List.of(chunk("u", 0, DATA).build(), last(chunk("u", -4, DATA), "")), INVALID),
                arguments("negative size", List.of(last(chunk("u", 0, DATA).setTotalSize(-1), SHA)), INVALID),
                arguments(
                        "size in a later chunk",
                        List.of(
                                chunk("u", 0, DATA).setTotalSize(8).build(),
                                last(chunk("u", 4, DATA).setTotalSize(9), "")),
                        INVALID),
                arguments(
                        "negative size later",
                        List.of(
                                chunk("u", 0, DATA).build(),
                                last(chunk("u", 4, DATA).setTotalSize(-8), "")),
                        INVALID),
                arguments("less than the size", List.of(last(chunk("u", 0, DATA).setTotalSize(5), SHA)), INVALID),
                arguments("more than the size", List.of(last(chunk("u", 0, DATA).setTotalSize(3), SHA)), INVALID),
                arguments(
                        "size over the bound",
                        List.of(last(chunk("u", 0, DATA).setTotalSize(100_001), SHA)),
                        "RESOURCE_EXHAUSTED LIMIT_REACHED"),
                arguments(
                        "size over everything",
                        List.of(last(chunk("u", 0, DATA).setTotalSize(Long.MAX_VALUE), SHA)),
                        "RESOURCE_EXHAUSTED LIMIT_REACHED"),
                arguments(
                        "more than the bound",
                        List.of(last(chunk("u", 0, new byte[100_001]), "")),
                        "RESOURCE_EXHAUSTED LIMIT_REACHED"),
                arguments(
                        "another checksum",
                        List.of(last(chunk("u", 0, DATA), sha256(new byte[1]))),
                        "DATA_LOSS CHECKSUM_MISMATCH"),
                arguments(
                        "checksum in capitals",
                        List.of(last(chunk("u", 0, DATA), SHA.toUpperCase(java.util.Locale.ROOT))),
                        "DATA_LOSS CHECKSUM_MISMATCH"),
                arguments("no checksum at all", List.of(last(chunk("u", 0, DATA), "x")), "DATA_LOSS CHECKSUM_MISMATCH"),
                arguments(
                        "chunk after the last",
                        List.of(
                                last(chunk("u", 0, DATA), SHA),
                                chunk("u", 4, DATA).build()),
                        INVALID),
                arguments(
                        "last chunk twice", List.of(last(chunk("u", 0, DATA), SHA), last(chunk("u", 4), SHA)), INVALID),
                arguments(
                        "another name in the middle",
                        List.of(chunk("u", 0, DATA).build(), last(chunk("v", 4, DATA), "")),
                        INVALID),
                arguments(
                        "no name",
                        List.of(FileChunk.newBuilder().setIsLastChunk(true).build()),
                        INVALID),
                arguments(
                        "a type that is not allowed",
                        List.of(last(
                                chunk("u.pdf", 0, "%PDF-1.7".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                                "")),
                        INVALID),
                arguments(
                        "a type that hides behind a name",
                        List.of(last(chunk("u.txt", 0, new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}), "")),
                        INVALID));
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

    private static FileChunk last(FileChunk.Builder chunk, String checksum) {
        return chunk.setIsLastChunk(true).setChecksum(checksum).build();
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
