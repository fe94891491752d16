package dev.yamabiko.storage.file;

import dev.yamabiko.storage.FolderSync;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of a local store, whose files have names that the store gave them. No link in it is followed, wherever it
 * came from. Thread-safe.
 */
final class StoreFolder {

    private static final Pattern GIVEN = Pattern.compile("[0-9a-f]{16,64}");

    private final Path path;

    StoreFolder(Path path) {
        this.path = path;
    }

    void create() throws IOException {
        Files.createDirectories(path);
        requireReal();
    }

    FileChannel openToRead(String name) throws IOException {
        return open(name, StandardOpenOption.READ);
    }

    FileChannel openToWrite(String name) throws IOException {
        return open(name, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    FileChannel create(String name) throws IOException {
        return open(name, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    }

    /** Size of a file; -1: there is none, but perhaps something else of that name. */
    long size(String name) throws IOException {
        Path file = file(name);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return -1;
        }
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .size();
    }

    /** When a file was last written, milliseconds since the epoch. */
    long changed(String name) throws IOException {
        return Files.getLastModifiedTime(file(name), LinkOption.NOFOLLOW_LINKS).toMillis();
    }

    /** Moves a file into another folder, in place of whatever has that name there, for good. */
    void move(String name, StoreFolder to, String newName) throws IOException {
        Files.move(file(name), to.file(newName), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        FolderSync.sync(to.path);
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(file(name));
    }

    /** What lies in it, whoever put it there. */
    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(GIVEN.asMatchPredicate())
                    .toList();
        }
    }

    private FileChannel open(String name, OpenOption... options) throws IOException {
        requireReal();
        Set<OpenOption> all = new java.util.HashSet<>(List.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        return FileChannel.open(file(name), all);
    }

    private void requireReal() throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(path + ": not a folder (expected: no link)");
        }
    }

    private Path file(String name) {
        if (!GIVEN.matcher(name).matches()) {
            throw new IllegalArgumentException("name of a stored file: not one that the store gives");
        }
        return path.resolve(name);
    }
}
