package dev.yamabiko.storage;

import dev.yamabiko.disk.OwnerFiles;
import dev.yamabiko.stream.StreamError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The claim of one hub on its data folder. The operating system lets go of it when the process ends, however it ends. A
 * file of its own, because closing any channel to SQLite's file would drop SQLite's locks on it (POSIX).
 */
public final class FolderLock implements AutoCloseable {

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Claims the folder, and creates it, for its owner alone, if it is not there. */
    public static FolderLock claim(Path folder, String name) throws IOException {
        OwnerFiles.createFolder(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock(channel) == null) {
            channel.close();
            String text = folder + ": in use by another hub (expected: one hub at a time in a data folder)";
            throw new StreamError.JournalUnavailable(text, new IOException(text));
        }
        return new FolderLock(channel);
    }

    /** Lets go of the folder. */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }
}
