package dev.yamabiko.file;

import java.nio.ByteBuffer;

/** The bytes of a file, open for reading: they stay as they are, whatever becomes of the name. One thread at a time. */
public interface Content extends AutoCloseable {

    /** What is known of the file. */
    FileEntry entry();

    /**
     * Fills the buffer from a place in the file. Waits for the disk or the network.
     *
     * @throws FileError.Damaged if the file ends before
     */
    void read(ByteBuffer into, long position);

    /** Lets go of it. */
    @Override
    void close();
}
