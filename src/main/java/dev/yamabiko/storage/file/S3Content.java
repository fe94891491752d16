package dev.yamabiko.storage.file;

import dev.yamabiko.file.Content;
import dev.yamabiko.file.FileEntry;
import java.nio.ByteBuffer;

/** The bytes of a file in an object store: they stay for a while after its name is gone. */
record S3Content(FileEntry entry, S3Objects objects, S3Pieces pieces) implements Content {

    @Override
    public void read(ByteBuffer into, long position) {
        pieces.read(objects, into, position);
    }

    @Override
    public void close() {
        // nothing is open between two reads
    }
}
