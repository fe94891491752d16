package dev.yamabiko.gateway;

import static dev.yamabiko.support.FileCalls.bytes;
import static dev.yamabiko.support.FileCalls.chunk;
import static dev.yamabiko.support.FileCalls.chunks;
import static dev.yamabiko.support.FileCalls.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.proto.file.v1.FileChunk;
import dev.yamabiko.proto.file.v1.FileInfo;
import dev.yamabiko.proto.file.v1.FileRequest;
import dev.yamabiko.proto.file.v1.ListFilesRequest;
import dev.yamabiko.proto.file.v1.UploadResult;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files in and out of a hub, with a client that we did not write. */
@Timeout(60)
class FileServiceTest {

    private static final byte[] CONTENT = new byte[1_000_003];

    @TempDir
    static Path folder;

    private static RunningHub hub;
    private static ManagedChannel channel;
    private static FileCalls files;

    @BeforeAll
    static void start() throws Exception {
        new Random(1).nextBytes(CONTENT);
        hub = RunningHub.inMemory(folder);
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

    @AfterEach
    void shouldHoldNothing() {
        hub.awaitZero(Duration.ofSeconds(10), "file_transfers_open", "file_read_ahead_bytes", "outbound_bytes");
    }

    @Test
    void shouldGiveBackWhatWasUploaded() {
        UploadResult result = files.put("a/report.pdf", CONTENT, 100_000);

        assertThat(result.getStatus()).isEqualTo("OK");
        assertThat(result.getFileName()).isEqualTo("a/report.pdf");
        assertThat(result.getTotalSize()).isEqualTo(CONTENT.length);
        assertThat(result.getChecksum()).isEqualTo(sha256(CONTENT)).isEqualTo(result.getFileId());
        assertThat(files.get("a/report.pdf")).isEqualTo(CONTENT);
        FileInfo info = files.info("a/report.pdf");
        assertThat(info.getSize()).isEqualTo(CONTENT.length);
        assertThat(info.getChecksum()).isEqualTo(sha256(CONTENT));
        assertThat(info.getMimeType()).isEqualTo("application/pdf");
        assertThat(info.getModifiedTime()).isPositive();
    }

    @Test
    void shouldSendARangeInChunksAsTheClientWantsThem() {
        files.put("ranges", CONTENT, 100_000);

        List<FileChunk> chunks = files.download(FileRequest.newBuilder()
                .setFilePath("ranges")
                .setOffset(1_000)
                .setLimit(500_000)
                .setChunkSize(7_000)
                .build());

        byte[] range = Arrays.copyOfRange(CONTENT, 1_000, 501_000);
        assertThat(bytes(chunks)).isEqualTo(range);
        FileChunk last = chunks.get(chunks.size() - 1);
        assertThat(last.getIsLastChunk()).isTrue();
        assertThat(last.getChecksum()).isEqualTo(sha256(range));
        assertThat(chunks.subList(0, chunks.size() - 1))
                .noneMatch(FileChunk::getIsLastChunk)
                .allMatch(chunk -> chunk.getData().size() == 7_000)
                .allMatch(chunk -> chunk.getTotalSize() == CONTENT.length);
        assertThat(chunks.get(0).getOffset()).isEqualTo(1_000);
        assertThat(chunks.get(1).getOffset()).isEqualTo(8_000);
        assertThat(chunks.get(0).getFilePath()).isEqualTo("ranges");
    }

    @Test
    void shouldSendOneChunkWithoutDataWhereThereIsNothingMoreToSend() {
        files.put("empty", new byte[0], 1);
        files.put("small", new byte[] {1, 2, 3}, 1);

        FileChunk empty = files.download(FileCalls.named("empty")).get(0);
        List<FileChunk> rest = files.download(
                FileRequest.newBuilder().setFilePath("small").setOffset(3).build());

        assertThat(empty.getChecksum()).isEqualTo(sha256(new byte[0]));
        assertThat(empty.getIsLastChunk()).isTrue();
        assertThat(rest).hasSize(1);
        assertThat(rest.get(0).getIsLastChunk()).isTrue();
        assertThat(rest.get(0).getChecksum()).isEqualTo(sha256(new byte[0]));
    }

    @Test
    void shouldGoOnWithAnUploadThatWasLeft() {
        UploadResult left = files.send(List.of(chunk("cut", 0, Arrays.copyOf(CONTENT, 300_000))
                .setTotalSize(CONTENT.length)
                .build()));

        assertThat(left.getStatus()).isEqualTo("INCOMPLETE");
        assertThat(left.getTotalSize()).isEqualTo(300_000);
        assertThat(files.names("cut")).isEmpty();
        assertThat(files.status("cut").getOffset()).isEqualTo(300_000);
        assertThat(files.status("cut").getTotalSize()).isEqualTo(CONTENT.length);
        assertThat(files.status("cut").getExpiresTime()).isPositive();
        UploadResult whole = files.send(chunks("cut", CONTENT, 300_000, 64_000, sha256(CONTENT)));
        assertThat(whole.getStatus()).isEqualTo("OK");
        assertThat(files.get("cut")).isEqualTo(CONTENT);
        assertThatThrownBy(() -> files.status("cut"))
                .satisfies(error -> assertThat(FileCalls.reason(error)).isEqualTo("NOT_FOUND NOT_FOUND"));
    }

    @Test
    void shouldGoOnFromBeforeWhatIsStored() {
        files.send(List.of(chunk("overlap", 0, Arrays.copyOf(CONTENT, 300_000)).build()));

        UploadResult whole = files.send(chunks("overlap", CONTENT, 123_456, 64_000, sha256(CONTENT)));

        assertThat(whole.getStatus()).isEqualTo("OK");
        assertThat(files.get("overlap")).isEqualTo(CONTENT);
    }

    @Test
    void shouldStoreTheSameContentOnce() throws IOException {
        byte[] twice = "the same twice".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        files.put("once/1", twice, 100);
        files.put("once/2", twice, 5);
        Path stored = folder.resolve("data/files/contents").resolve(sha256(twice));

        assertThat(stored).hasBinaryContent(twice);
        files.delete("once/1");
        assertThat(files.get("once/2")).isEqualTo(twice);
        files.delete("once/2");
        assertThat(stored).doesNotExist();
        try (Stream<Path> uploads = Files.list(folder.resolve("data/files/uploads"))) {
            assertThat(uploads.filter(file -> file.toFile().length() == twice.length))
                    .isEmpty();
        }
    }

    @Test
    void shouldReplaceAFileAtOnce() {
        files.put("replaced", new byte[] {1}, 1);
        files.put("replaced", new byte[] {2, 3}, 1);

        assertThat(files.get("replaced")).containsExactly(2, 3);
        assertThat(files.info("replaced").getSize()).isEqualTo(2);
    }

    @Test
    void shouldListByPrefixInOrderAndGoOnBehindAName() {
        for (String name : List.of("list/b", "list/a", "list/\u00e9", "list/c/d", "lists")) {
            files.put(name, new byte[] {1}, 1);
        }

        assertThat(files.names("list/")).containsExactly("list/a", "list/b", "list/c/d", "list/\u00e9");
        List<FileInfo> page = files.list(ListFilesRequest.newBuilder()
                .setPrefix("list/")
                .setAfter("list/a")
                .setLimit(2)
                .build());
        assertThat(page).extracting(FileInfo::getFilePath).containsExactly("list/b", "list/c/d");
    }

    @Test
    void shouldForgetADeletedFile() {
        files.put("gone", new byte[] {1}, 1);
        files.delete("gone");

        assertThatThrownBy(() -> files.get("gone"))
                .satisfies(error -> assertThat(FileCalls.reason(error)).isEqualTo("NOT_FOUND NOT_FOUND"));
        assertThatThrownBy(() -> files.delete("gone"))
                .satisfies(error -> assertThat(FileCalls.reason(error)).isEqualTo("NOT_FOUND NOT_FOUND"));
    }
}
