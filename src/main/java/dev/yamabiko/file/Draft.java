package dev.yamabiko.file;

import java.nio.ByteBuffer;

/**
 * An upload under way, in the hands of one call. Every method waits for the disk or the network, and throws
 * {@link FileError.TakenOver} once another call has the upload. One thread at a time.
 */
public interface Draft {

    /** Bytes stored. */
    long stored();

    /** Size of the whole; 0: not known. */
    long totalBytes();

    /**
     * Stores bytes behind those stored.
     *
     * @throws FileError.QuotaReached if there is no room
     */
    void append(ByteBuffer bytes);

    /** Fills the buffer from a place in what is stored. */
    void read(ByteBuffer into, long position);

    /** Makes it the file of its name, at once and for good. The draft is over then. */
    FileEntry publish(String checksum, String type);

    /** Lets go of it: another call may go on. */
    void leave();

    /** Drops it, and what it stored. */
    void discard();
}
