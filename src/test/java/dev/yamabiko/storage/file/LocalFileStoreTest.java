package dev.yamabiko.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.contract.FileStoreContract;
import dev.yamabiko.file.Draft;
import dev.yamabiko.file.FileError;
import dev.yamabiko.file.FileName;
import dev.yamabiko.file.FileStore;
import dev.yamabiko.file.UploadKey;
import dev.yamabiko.support.FileCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of a store, in a folder; and what only a folder can suffer. */
class LocalFileStoreTest extends FileStoreContract {

    private static final byte[] SECRET = {1, 2, 3, 4};

    @TempDir
    Path folder;

    @Override
    protected FileStore create(long quotaBytes) {
        return new LocalFileStore(
                folder.resolve("files"), new StoreBounds(quotaBytes, UPLOAD_MS), clock, new Random(1));
    }

    @Override
    protected long heldBytes() {
        return bytes("contents") + bytes("uploads");
    }

    @Test
    void shouldFollowNoLinkThatLiesInTheStore() throws IOException {
        Path outside = Files.write(folder.resolve("secret"), SECRET);
        FileName name = new FileName("linked");
        try (FileStore store = create(0)) {
            store.open();
            put(store, name);
            Path content = folder.resolve("files/contents").resolve(FileCalls.sha256(SECRET));
            Files.delete(content);
            Files.createSymbolicLink(content, outside);

            assertThatThrownBy(() -> store.content(name)).isInstanceOf(FileError.Damaged.class);
            put(store, new FileName("again"));
            assertThat(Files.isSymbolicLink(content)).isFalse();
            assertThat(outside).hasBinaryContent(SECRET);
            store.delete(name);
            store.delete(new FileName("again"));
            assertThat(outside).hasBinaryContent(SECRET);
        }
    }

    @Test
    void shouldWriteNoUploadThroughALink() throws IOException {
        Path outside = Files.write(folder.resolve("secret"), SECRET);
        UploadKey key = new UploadKey("caller", new FileName("upload"));
        try (FileStore store = create(0)) {
            store.open();
            Draft draft = store.begin(key, 0);
            draft.append(ByteBuffer.wrap(SECRET));
            draft.leave();
            Path upload = only("uploads");
            Files.delete(upload);
            Files.createSymbolicLink(upload, outside);

            assertThatThrownBy(() -> store.resume(key, 1)).isInstanceOf(FileError.class);
            assertThat(outside).hasBinaryContent(SECRET);
        }
    }

    @Test
    void shouldRefuseAContentOfAnotherSize() throws IOException {
        FileName name = new FileName("cut");
        try (FileStore store = create(0)) {
            store.open();
            put(store, name);
            Files.write(folder.resolve("files/contents").resolve(FileCalls.sha256(SECRET)), new byte[2]);

            assertThatThrownBy(() -> store.content(name)).isInstanceOf(FileError.Damaged.class);
        }
    }

    @Test
    void shouldDropWhatAKilledNodeLeftWithoutAName() throws IOException {
        try (FileStore store = create(0)) {
            store.open();
        }
        Path stray = Files.write(folder.resolve("files/contents/" + "0".repeat(64)), SECRET);
        Path upload = Files.write(folder.resolve("files/uploads/" + "0".repeat(32)), SECRET);
        try (FileStore store = create(0)) {
            store.open();

            assertThat(stray).doesNotExist();
            assertThat(upload).doesNotExist();
            assertThat(store.usedBytes()).isZero();
        }
    }

    @Test
    void shouldBelongToOneHub() {
        try (FileStore store = create(0);
                FileStore second = create(0)) {
            store.open();

            assertThatThrownBy(second::open).hasMessageContaining("in use by another hub");
        }
    }

    private void put(FileStore store, FileName name) {
        Draft draft = store.begin(new UploadKey("caller", name), 0);
        draft.append(ByteBuffer.wrap(SECRET));
        draft.publish(FileCalls.sha256(SECRET), "application/octet-stream");
    }

    private Path only(String part) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("files").resolve(part))) {
            return files.findFirst().orElseThrow();
        }
    }

    private long bytes(String part) {
        try (Stream<Path> files = Files.list(folder.resolve("files").resolve(part))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }
}
