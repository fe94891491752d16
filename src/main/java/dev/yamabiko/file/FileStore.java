package dev.yamabiko.file;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where files are kept. Contents are stored once, however many names they have; a name shows a content as a whole or
 * not at all. Every method waits for the disk or the network and throws {@link FileError}. Thread-safe.
 */
public interface FileStore extends AutoCloseable {

    /** Makes it ready for use. */
    void open();

    /** Best size of an append. */
    int appendBytes();

    /** Best size of a read. */
    int readBytes();

    /** What is known of a file; null: there is none. */
    @Nullable
    FileEntry find(FileName name);

    /** At most so many files in the order of their names' bytes: those that begin so, after one. */
    List<FileEntry> list(String prefix, String after, int most);

    /** Opens a file; null: there is none. */
    @Nullable
    Content content(FileName name);

    /** Deletes a file; false: there was none. */
    boolean delete(FileName name);

    /** How far an upload is; null: there is none. */
    @Nullable
    UploadState upload(UploadKey key);

    /** Begins an upload, in place of any other of its key. {@code totalBytes}: size of the whole; 0: not known. */
    Draft begin(UploadKey key, long totalBytes);

    /**
     * Goes on with an upload from a place: what is stored behind it is dropped.
     *
     * @throws FileError.StandsElsewhere if less is stored
     */
    Draft resume(UploadKey key, long from);

    /** Drops uploads that nobody went on with, and contents without a name. */
    void sweep();

    /** Bytes of all contents and uploads. */
    long usedBytes();

    /** Ends all use. */
    @Override
    void close();
}
