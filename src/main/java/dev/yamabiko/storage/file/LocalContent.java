package dev.yamabiko.storage.file;

import dev.yamabiko.file.Content;
import dev.yamabiko.file.FileEntry;
import dev.yamabiko.file.FileError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The bytes of a file of a local store: they stay until it is closed, although the file may be deleted meanwhile. */
record LocalContent(FileEntry entry, FileChannel channel) implements Content {

    /** Opens a content; throws {@link FileError.Damaged} unless it is there, in its size. */
    static LocalContent open(StoreFolder contents, FileEntry entry) {
        try {
            if (contents.size(entry.checksum()) == entry.size()) {
                return new LocalContent(entry, contents.openToRead(entry.checksum()));
            }
        } catch (IOException error) {
            throw new FileError.Damaged(entry.name() + ": its content cannot be opened", error);
        }
        throw new FileError.Damaged(entry.name() + ": its content is missing, or not of its size", null);
    }

    @Override
    public void read(ByteBuffer into, long position) {
        fill(channel, into, position, entry.name().value());
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException error) {
            throw new FileError.Unavailable("file: cannot be closed", error);
        }
    }

    /** Reads until the buffer is full. */
    static void fill(FileChannel channel, ByteBuffer into, long position, String name) {
        long at = position;
        try {
            while (into.hasRemaining()) {
                int read = channel.read(into, at);
                if (read < 0) {
                    throw new FileError.Damaged(name + ": shorter than when it was stored", null);
                }
                at += read;
            }
        } catch (IOException error) {
            throw new FileError.Unavailable("file: cannot be read", error);
        }
    }
}
