package dev.yamabiko.storage.file;

import dev.yamabiko.file.Draft;
import dev.yamabiko.file.FileEntry;
import dev.yamabiko.file.FileError;
import java.nio.ByteBuffer;

/**
 * An upload into an object store: each append is an object of its own, so that any node goes on where the last one
 * ended. Which call has the upload is decided by the one object that stands for it.
 */
final class S3Draft implements Draft {

    private final S3FileStore store;
    private final S3Uploads.Held held;
    private final S3Pieces pieces;
    private boolean over;

    S3Draft(S3FileStore store, S3Uploads.Held held) {
        this.store = store;
        this.held = held;
        this.pieces = held.pieces();
    }

    @Override
    public long stored() {
        return pieces.length();
    }

    @Override
    public long totalBytes() {
        return held.upload().totalBytes();
    }

    @Override
    public void append(ByteBuffer bytes) {
        requireMine();
        store.uploads().requireHeld(held);
        int length = bytes.remaining();
        store.usage().reserve(length);
        String piece = S3Form.piece(
                held.upload().content(), pieces.length(), held.upload().call());
        try {
            store.objects().put(piece, bytes);
        } catch (FileError.Unavailable error) {
            store.usage().release(length);
            throw error;
        }
        pieces.add(new S3Form.Piece(piece, pieces.length(), 0, length));
    }

    @Override
    public void read(ByteBuffer into, long position) {
        requireMine();
        pieces.read(store.objects(), into, position);
    }

    @Override
    public FileEntry publish(String checksum, String type) {
        requireMine();
        over = true;
        return store.publish(held, checksum, type);
    }

    @Override
    public void leave() {
        over = true;
    }

    @Override
    public void discard() {
        if (!over) {
            over = true;
            store.discard(held);
        }
    }

    private void requireMine() {
        if (over) {
            throw new FileError.TakenOver();
        }
    }
}
