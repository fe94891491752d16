package dev.yamabiko.bench.load;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * What a file consists of: its number, then the same {@value #PERIOD_BYTES} bytes over and over, which no chunk size
 * divides, so that what is at another place looks different. Immutable.
 */
public final class FileContent {

    private static final int WORD_BYTES = Long.BYTES;
    private static final int PERIOD_BYTES = 524_287 * WORD_BYTES;

    private final ByteBuffer period;
    private final ByteBuffer head;
    private final long bytes;

    private FileContent(ByteBuffer period, long number, long bytes) {
        this.period = period;
        this.head = ByteBuffer.allocate(WORD_BYTES).putLong(0, number);
        this.bytes = bytes;
    }

    /** Number 0, so long. */
    public static FileContent of(long bytes) {
        ByteBuffer period = ByteBuffer.allocateDirect(PERIOD_BYTES);
        SplittableRandom random = new SplittableRandom(1);
        while (period.hasRemaining()) {
            period.putLong(random.nextLong());
        }
        return new FileContent(period, 0, bytes);
    }

    /** Another of the same length, with a checksum of its own. */
    public FileContent numbered(long number) {
        return new FileContent(period, number, bytes);
    }

    /** Its length. */
    public long bytes() {
        return bytes;
    }

    /** Writes so many bytes from a position on. */
    void put(ByteBuffer out, long position, int length) {
        for (int done = 0; done < length; ) {
            ByteBuffer piece = piece(position + done, length - done);
            done += piece.remaining();
            out.put(piece);
        }
    }

    /** Throws unless the first whole word of what arrived is the one that belongs there. */
    void sample(ByteBuffer in, int from, int to, long position) {
        int skipped = (int) (-position & (WORD_BYTES - 1));
        if (from + skipped + WORD_BYTES <= to) {
            require(in, from + skipped, piece(position + skipped, WORD_BYTES), position + skipped);
        }
    }

    /** Throws unless every byte is the one that belongs there. */
    void compare(ByteBuffer in, int from, int to, long position) {
        for (int at = from; at < to; ) {
            ByteBuffer piece = piece(position + at - from, to - at);
            require(in, at, piece, position + at - from);
            at += piece.remaining();
        }
    }

    private static void require(ByteBuffer in, int at, ByteBuffer expected, long position) {
        if (!in.slice(at, expected.remaining()).equals(expected)) {
            throw new IllegalStateException("content: other bytes at " + position + " (expected: those of the file)");
        }
    }

    private ByteBuffer piece(long position, int most) {
        ByteBuffer of = position < WORD_BYTES ? head : period;
        int at = (int) (position % of.capacity());
        return of.slice(at, Math.min(most, of.capacity() - at));
    }
}
