package dev.yamabiko.storage.file;

import dev.yamabiko.file.Content;
import dev.yamabiko.file.Draft;
import dev.yamabiko.file.FileEntry;
import dev.yamabiko.file.FileError;
import dev.yamabiko.file.FileName;
import dev.yamabiko.file.FileStore;
import dev.yamabiko.file.UploadKey;
import dev.yamabiko.file.UploadState;
import dev.yamabiko.storage.FolderLock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Files in a folder of this node: a file for each content, named by its checksum, one for each upload, and a table that
 * gives contents their names. A content is there before its name is, and goes after it. Thread-safe: what changes names
 * is done one after the other.
 */
public final class LocalFileStore implements FileStore {

    private static final int APPEND_BYTES = 256 << 10;

    /** Large enough to make little of the way to another thread and back, small enough for many stalled readers. */
    private static final int READ_BYTES = 128 << 10;

    private final Path path;
    private final StoreBounds bounds;
    private final Clock clock;
    private final RandomGenerator random;
    private final StoreFolder contents;
    private final StoreFolder uploads;
    private final Map<UploadKey, LocalDraft> drafts = new HashMap<>();
    private final Usage usage;
    private final StoreLock lock;
    private @Nullable FolderLock claim;
    private @Nullable FileTable table;

    /** Nothing is opened yet. */
    public LocalFileStore(Path path, StoreBounds bounds, Clock clock, RandomGenerator random) {
        this.path = path.toAbsolutePath().normalize();
        this.bounds = bounds;
        this.clock = clock;
        this.random = random;
        this.lock = new StoreLock(this.path);
        this.usage = new Usage(bounds.quotaBytes());
        this.contents = new StoreFolder(this.path.resolve("contents"));
        this.uploads = new StoreFolder(this.path.resolve("uploads"));
    }

    @Override
    public void open() {
        lock.change(() -> {
            claim = FolderLock.claim(path, "files.lock");
            contents.create();
            uploads.create();
            table = FileTable.open(path.resolve("files.db"));
            usage.set(Strays.drop(table, contents, uploads));
        });
    }

    @Override
    public int appendBytes() {
        return APPEND_BYTES;
    }

    @Override
    public int readBytes() {
        return READ_BYTES;
    }

    @Override
    public @Nullable FileEntry find(FileName name) {
        return lock.look(() -> table().find(name));
    }

    @Override
    public List<FileEntry> list(String prefix, String after, int most) {
        return lock.get(() -> table().list(prefix, after, most));
    }

    @Override
    public @Nullable Content content(FileName name) {
        return lock.look(() -> {
            FileEntry entry = table().find(name);
            return entry == null ? null : LocalContent.open(contents, entry);
        });
    }

    @Override
    public boolean delete(FileName name) {
        return lock.get(() -> {
            FileEntry entry = table().find(name);
            if (entry == null) {
                return false;
            }
            table().remove(name);
            dropUnnamed(entry);
            return true;
        });
    }

    @Override
    public @Nullable UploadState upload(UploadKey key) {
        return lock.look(() -> {
            FileTable.Upload upload = table().upload(key);
            return upload == null
                    ? null
                    : new UploadState(
                            upload.stored(uploads),
                            upload.totalBytes(),
                            upload.lastChanged(uploads) + bounds.uploadMs());
        });
    }

    @Override
    public Draft begin(UploadKey key, long totalBytes) {
        return lock.get(() -> {
            takeOver(key);
            FileTable.Upload before = table().upload(key);
            if (before != null) {
                drop(before);
            }
            FileTable.Upload upload = new FileTable.Upload(key, Ids.next(random), totalBytes, clock.millis());
            table().put(upload);
            return draft(upload, uploads.create(upload.id()), 0);
        });
    }

    @Override
    public Draft resume(UploadKey key, long from) {
        return lock.get(() -> {
            FileTable.Upload upload = table().upload(key);
            long stored = upload == null ? 0 : upload.stored(uploads);
            if (upload == null || stored < from) {
                throw new FileError.StandsElsewhere(stored);
            }
            takeOver(key);
            FileChannel channel = uploads.openToWrite(upload.id());
            long present = channel.size();
            channel.truncate(from);
            usage.release(present - from);
            FileTable.Upload now = new FileTable.Upload(key, upload.id(), upload.totalBytes(), clock.millis());
            table().put(now);
            return draft(now, channel, from);
        });
    }

    @Override
    public void sweep() {
        lock.change(() -> {
            long latest = clock.millis() - bounds.uploadMs();
            for (FileTable.Upload upload : table().uploadsBefore(latest)) {
                if (!drafts.containsKey(upload.key()) && upload.lastChanged(uploads) < latest) {
                    drop(upload);
                }
            }
        });
    }

    @Override
    public long usedBytes() {
        return usage.bytes();
    }

    @Override
    public void close() {
        lock.change(() -> {
            List.copyOf(drafts.values()).forEach(LocalDraft::leave);
            if (table != null) {
                table.close();
                table = null;
            }
            if (claim != null) {
                claim.close();
                claim = null;
            }
        });
    }

    void reserve(long bytes) {
        usage.reserve(bytes);
    }

    void release(long bytes) {
        usage.release(bytes);
    }

    FileEntry publish(LocalDraft draft, String checksum, String type) {
        return lock.get(() -> {
            long size = draft.stored();
            FileEntry entry = new FileEntry(draft.key().name(), size, clock.millis(), type, checksum);
            if (draft.end()) {
                throw new FileError.TakenOver();
            }
            drafts.remove(draft.key(), draft);
            boolean known = table().has(checksum);
            if (known && contents.size(checksum) == size) {
                uploads.delete(draft.id());
            } else {
                uploads.move(draft.id(), contents, checksum);
            }
            if (known) {
                usage.release(size);
            }
            FileEntry before = table().find(entry.name());
            table().put(entry);
            table().removeUpload(draft.id());
            if (before != null) {
                dropUnnamed(before);
            }
            return entry;
        });
    }

    void forget(LocalDraft draft) {
        lock.change(() -> drafts.remove(draft.key(), draft));
    }

    void discard(LocalDraft draft) {
        lock.change(() -> {
            if (!draft.end()) {
                drafts.remove(draft.key(), draft);
                FileTable.Upload upload = table().upload(draft.key());
                if (upload != null) {
                    drop(upload);
                }
            }
        });
    }

    private LocalDraft draft(FileTable.Upload upload, FileChannel channel, long stored) {
        LocalDraft draft = new LocalDraft(this, upload, channel, stored);
        drafts.put(upload.key(), draft);
        return draft;
    }

    private void takeOver(UploadKey key) {
        LocalDraft before = drafts.remove(key);
        if (before != null) {
            before.end();
        }
    }

    private void drop(FileTable.Upload upload) throws IOException, SQLException {
        table().removeUpload(upload.id());
        usage.release(upload.stored(uploads));
        uploads.delete(upload.id());
    }

    private void dropUnnamed(FileEntry entry) throws IOException, SQLException {
        if (!table().has(entry.checksum())) {
            contents.delete(entry.checksum());
            usage.release(entry.size());
        }
    }

    private FileTable table() {
        if (table == null) {
            throw new FileError.Unavailable("files: not open", null);
        }
        return table;
    }
}
