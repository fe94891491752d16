package dev.yamabiko.cli.logs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where lines come from: a file, or standard input. Immutable.
 *
 * @param path of the file; null: standard input
 */
record LogSource(@Nullable Path path) {

    private static final String STANDARD_INPUT = "stdin";
    private static final int LONGEST_FILE_NAME = 1_024;

    /** A file, or standard input for {@code -}. */
    static LogSource of(String argument) {
        return new LogSource(argument.equals("-") ? null : Path.of(argument));
    }

    /** What a person calls it. */
    String name() {
        return path == null ? STANDARD_INPUT : path.toString();
    }

    /** The same in short: without folders. */
    String shortName() {
        return fileName().isEmpty() ? STANDARD_INPUT : fileName();
    }

    /** The name of the file, without folders; empty: standard input. */
    String fileName() {
        Path last = path == null ? null : path.getFileName();
        String name = last == null ? "" : last.toString();
        return name.length() > LONGEST_FILE_NAME ? "" : name;
    }

    /** The application that entries belong to when nobody says: the file's name without its extension. */
    String application() {
        String name = fileName();
        if (name.isEmpty()) {
            return STANDARD_INPUT;
        }
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** How many bytes there are; below 0: nobody knows. */
    long sizeBytes() throws IOException {
        return path == null || !Files.isRegularFile(path) ? -1 : Files.size(path);
    }

    /** Its bytes. */
    InputStream open(InputStream standardInput) throws IOException {
        return path == null ? standardInput : Files.newInputStream(path);
    }
}
