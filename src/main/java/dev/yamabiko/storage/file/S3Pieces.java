package dev.yamabiko.storage.file;

import dev.yamabiko.file.FileError;
import dev.yamabiko.storage.file.S3Form.Piece;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The pieces that make a content, or the beginning of one, without gap or overlap. One thread at a time. */
final class S3Pieces {

    private final List<Piece> pieces;

    S3Pieces(List<Piece> pieces) {
        this.pieces = new ArrayList<>(pieces);
    }

    /** What is stored of an upload. Calls that were cut may have left pieces that overlap: they say the same. */
    static S3Pieces stored(S3Objects objects, String content) {
        List<Piece> all = objects.list(S3Form.contentFolder(content)).stream()
                .filter(object -> !object.key().equals(S3Form.whole(content)))
                .map(object -> new Piece(object.key(), offset(object.key()), 0, object.size()))
                .toList();
        S3Pieces chain = new S3Pieces(List.of());
        Optional<Piece> next = chain.next(all);
        while (next.isPresent()) {
            Piece piece = next.get();
            long skip = chain.length() - piece.offset();
            chain.add(new Piece(piece.key(), chain.length(), skip, piece.length() - skip));
            next = chain.next(all);
        }
        return chain;
    }

    List<Piece> list() {
        return List.copyOf(pieces);
    }

    long length() {
        return pieces.isEmpty() ? 0 : pieces.get(pieces.size() - 1).end();
    }

    void add(Piece piece) {
        pieces.add(piece);
    }

    /** Leaves out what is behind a place. */
    void truncate(long length) {
        pieces.removeIf(piece -> piece.offset() >= length);
        if (length() > length) {
            Piece last = pieces.remove(pieces.size() - 1);
            pieces.add(new Piece(last.key(), last.offset(), last.skip(), length - last.offset()));
        }
    }

    /** Fills the buffer from a place in the content. */
    void read(S3Objects objects, ByteBuffer into, long position) {
        if (position + into.remaining() > length()) {
            throw new FileError.Damaged("content: shorter than when it was stored", null);
        }
        int end = into.limit();
        for (int i = at(position); into.position() < end; i++) {
            Piece piece = pieces.get(i);
            long inside = Math.max(0, position - piece.offset());
            into.limit((int) Math.min(end, into.position() + piece.length() - inside));
            objects.read(piece.key(), piece.skip() + inside, into);
            into.limit(end);
        }
    }

    /** Index of the piece that has a place. */
    private int at(long position) {
        int low = 0;
        int high = pieces.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pieces.get(middle).end() <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Of all pieces that go on where these end the one that goes furthest. */
    private Optional<Piece> next(List<Piece> all) {
        long length = length();
        return all.stream()
                .filter(piece -> piece.offset() <= length && piece.end() > length)
                .max(Comparator.comparingLong(Piece::end));
    }

    private static long offset(String key) {
        String file = key.substring(key.lastIndexOf('/') + 1);
        return Long.parseLong(file.substring(0, file.indexOf('-')), 16);
    }
}
