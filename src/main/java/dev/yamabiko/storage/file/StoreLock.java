package dev.yamabiko.storage.file;

import dev.yamabiko.file.FileError;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets one thread at a time look at the names of a local store, or change them. Thread-safe. */
final class StoreLock {

    private static final Logger LOG = LoggerFactory.getLogger(StoreLock.class);

    private final Path folder;

    StoreLock(Path folder) {
        this.folder = folder;
    }

    /** Something that looks at names or changes them, and may fail. */
    @FunctionalInterface
    interface Look<T> {
        @Nullable
        T run() throws IOException, SQLException;
    }

    /** Something that only changes them. */
    @FunctionalInterface
    interface Change {
        void run() throws IOException, SQLException;
    }

    /** Throws {@link FileError.Unavailable} where the disk fails. */
    synchronized <T> @Nullable T look(Look<T> action) {
        try {
            return action.run();
        } catch (IOException | SQLException error) {
            LOG.warn("file store failed folder={}", folder, error);
            throw new FileError.Unavailable("files: cannot be read or written now", error);
        }
    }

    /** The same, with something found. */
    <T> T get(Look<T> action) {
        return Objects.requireNonNull(look(action));
    }

    /** The same, with nothing to say. */
    void change(Change change) {
        look(() -> {
            change.run();
            return null;
        });
    }
}
