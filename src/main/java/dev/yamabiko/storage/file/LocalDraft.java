package dev.yamabiko.storage.file;

import dev.yamabiko.file.Draft;
import dev.yamabiko.file.FileEntry;
import dev.yamabiko.file.FileError;
import dev.yamabiko.file.UploadKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** An upload into a local store: a file of its own, until it is published. Thread-safe: it may be taken over. */
final class LocalDraft implements Draft {

    /** Written bytes go to the disk so often, so that the last sync does not take long. */
    private static final long SYNC_BYTES = 64L << 20;

    private final LocalFileStore store;
    private final FileTable.Upload upload;
    private final FileChannel channel;
    private long stored;
    private long synced;
    private boolean over;

    LocalDraft(LocalFileStore store, FileTable.Upload upload, FileChannel channel, long stored) {
        this.store = store;
        this.upload = upload;
        this.channel = channel;
        this.stored = stored;
        this.synced = stored;
    }

    UploadKey key() {
        return upload.key();
    }

    String id() {
        return upload.id();
    }

    @Override
    public synchronized long stored() {
        return stored;
    }

    @Override
    public long totalBytes() {
        return upload.totalBytes();
    }

    @Override
    public synchronized void append(ByteBuffer bytes) {
        requireMine();
        int length = bytes.remaining();
        store.reserve(length);
        try {
            while (bytes.hasRemaining()) {
                stored += channel.write(bytes, stored);
            }
            if (stored - synced >= SYNC_BYTES) {
                channel.force(false);
                synced = stored;
            }
        } catch (IOException error) {
            store.release(bytes.remaining());
            throw new FileError.Unavailable("upload: cannot be written", error);
        }
    }

    @Override
    public synchronized void read(ByteBuffer into, long position) {
        requireMine();
        LocalContent.fill(channel, into, position, "upload");
    }

    @Override
    public FileEntry publish(String checksum, String type) {
        synchronized (this) {
            requireMine();
            try {
                channel.force(true);
            } catch (IOException error) {
                throw new FileError.Unavailable("upload: cannot be written", error);
            }
        }
        return store.publish(this, checksum, type);
    }

    @Override
    public void leave() {
        store.forget(this);
        end();
    }

    @Override
    public void discard() {
        store.discard(this);
    }

    /** True if it was over already. */
    synchronized boolean end() {
        if (over) {
            return true;
        }
        over = true;
        try {
            channel.close();
        } catch (IOException error) {
            throw new FileError.Unavailable("upload: cannot be closed", error);
        }
        return false;
    }

    private void requireMine() {
        if (over) {
            throw new FileError.TakenOver();
        }
    }
}
