package dev.yamabiko.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.file.Content;
import dev.yamabiko.file.Draft;
import dev.yamabiko.file.FileEntry;
import dev.yamabiko.file.FileName;
import dev.yamabiko.file.FileStore;
import dev.yamabiko.file.UploadKey;
import dev.yamabiko.support.FileCalls;
import dev.yamabiko.support.ManualClock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A store of files and what tests do with it. One test at a time. */
@Timeout(60)
public abstract class FileStoreFixture {

    /** How long an upload is kept. */
    protected static final long UPLOAD_MS = 24 * 3_600_000;

    /** More than the grace of anything deleted. */
    static final long LATER_MS = 3_600_000;

    /** Real at first: an object store has a clock of its own. */
    protected final ManualClock clock = new ManualClock(System.currentTimeMillis());

    final FileName name = new FileName("a/b.txt");
    final UploadKey key = new UploadKey("caller", name);
    private final List<FileStore> opened = new ArrayList<>();

    /** A store with nothing in it, or what the last one of this test has left; no longer used by that. */
    protected abstract FileStore create(long quotaBytes);

    /** Bytes of contents and uploads that it physically holds. */
    protected abstract long heldBytes();

    @AfterEach
    void close() {
        opened.forEach(FileStore::close);
    }

    FileStore open() {
        return open(0);
    }

    FileStore open(long quotaBytes) {
        FileStore store = create(quotaBytes);
        store.open();
        opened.add(store);
        return store;
    }

    FileStore reopen(FileStore before) {
        before.close();
        opened.remove(before);
        return open();
    }

    void assertNothingElseAfterAWhile(FileStore store, long bytes) {
        for (int i = 0; i < 3; i++) {
            clock.advance(LATER_MS);
            store.sweep();
        }
        assertThat(heldBytes()).isEqualTo(bytes);
        assertThat(store.usedBytes()).isEqualTo(bytes);
    }

    static void put(FileStore store, FileName name, String text) {
        Draft draft = store.begin(new UploadKey("caller", name), text.length());
        append(draft, text);
        publish(draft, text);
    }

    static FileEntry publish(Draft draft, String text) {
        return draft.publish(sha(text), "text/plain");
    }

    static void append(Draft draft, String text) {
        draft.append(StandardCharsets.UTF_8.encode(text));
    }

    static List<String> names(FileStore store, String prefix, String after, int most) {
        return store.list(prefix, after, most).stream()
                .map(entry -> entry.name().value())
                .toList();
    }

    static String read(FileStore store, FileName name) {
        try (Content content = store.content(name)) {
            ByteBuffer into = ByteBuffer.allocate((int) content.entry().size());
            content.read(into, 0);
            return text(into);
        }
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }

    static String sha(String text) {
        return FileCalls.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
