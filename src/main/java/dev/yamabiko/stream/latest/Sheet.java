package dev.yamabiko.stream.latest;

import dev.yamabiko.stream.Frames;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The newest values of a {@link View} at one moment, in the order in which they came, each with a number that counts
 * what came. Readers at the same place share what is written. Immutable, and thread-safe.
 */
public final class Sheet {

    /** With nothing on it. */
    static final Sheet EMPTY = new Sheet(new LatestValue[0], new long[0], 0);

    /** Largest piece written at a time, if no single value is larger. */
    private static final int PIECE_BYTES = 32 << 10;

    private static final int MOST_SHARED = 64;

    /**
     * Some of the values, as they are written.
     *
     * @param frames the values
     * @param count how many they are
     * @param last number of the last of them
     */
    record Piece(Frames frames, int count, long last) {}

    private final LatestValue[] values;
    private final long[] numbers;
    private final long last;
    private final Map<Long, Piece> shared = new ConcurrentHashMap<>();

    /** {@code last}: number of the newest value that ever came. */
    Sheet(LatestValue[] values, long[] numbers, long last) {
        this.values = values;
        this.numbers = numbers;
        this.last = last;
    }

    /** Number of the newest value that ever came. */
    long last() {
        return last;
    }

    /** How many of the values came after this number. */
    int countAfter(long number) {
        return values.length - indexAfter(number);
    }

    /** The oldest values after this number, as many as are written at a time; none: an empty piece. */
    Piece after(long number) {
        Piece known = shared.get(number);
        if (known != null) {
            return known;
        }
        Piece piece = piece(indexAfter(number));
        if (shared.size() < MOST_SHARED) {
            shared.put(number, piece);
        }
        return piece;
    }

    private Piece piece(int from) {
        int to = from;
        int bytes = 0;
        while (to < values.length && (to == from || bytes + values[to].frames().length() <= PIECE_BYTES)) {
            bytes += values[to++].frames().length();
        }
        byte[] joined = new byte[bytes];
        int at = 0;
        for (int i = from; i < to; i++) {
            Frames frames = values[i].frames();
            System.arraycopy(frames.array(), frames.start(), joined, at, frames.length());
            at += frames.length();
        }
        return new Piece(Frames.of(joined, 0, bytes), to - from, to == values.length ? last : numbers[to - 1]);
    }

    private int indexAfter(long number) {
        int found = Arrays.binarySearch(numbers, number);
        return found >= 0 ? found + 1 : -found - 1;
    }
}
