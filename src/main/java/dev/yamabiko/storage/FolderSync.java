package dev.yamabiko.storage;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes what was created in a folder survive a power failure. Stateless. */
public final class FolderSync {

    private FolderSync() {}

    /** Waits for the disk; Windows needs and knows nothing of the kind. */
    public static void sync(Path folder) throws IOException {
        if (File.separatorChar == '\\') {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
