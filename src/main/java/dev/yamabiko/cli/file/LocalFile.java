package dev.yamabiko.cli.file;

import dev.yamabiko.cli.terminal.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What commands do with files of this machine; errors are for a person. Stateless. */
final class LocalFile {

    /** What is read, sent and asked for at a time. */
    static final int CHUNK_BYTES = 256 << 10;

    private LocalFile() {}

    /** Something with a file that may fail. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    /** Does it; throws {@link CommandFailure} where the file fails. */
    static <T> T with(Path file, Work<T> work) throws InterruptedException {
        try {
            return work.run();
        } catch (IOException error) {
            String why = Files.isDirectory(file) ? "it is a folder" : String.valueOf(error.getMessage());
            throw new CommandFailure(file + ": " + why, error);
        }
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /** Takes so many bytes into a digest, and leaves the stream behind them. */
    static void skip(InputStream in, long bytes, MessageDigest digest) throws IOException {
        byte[] buffer = new byte[CHUNK_BYTES];
        for (long left = bytes; left > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException("shorter than before");
            }
            digest.update(buffer, 0, read);
            left -= read;
        }
    }
}
