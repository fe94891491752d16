package dev.yamabiko.cli.logs;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a stream of bytes, one at a time, in a buffer that is used again. A line ends with a line feed or with
 * the stream; all other bytes belong to it. Bounded: of a line that is too long only the length is kept. For one
 * thread.
 */
final class LineReader {

    private static final int FIRST_BYTES = 256 << 10;

    private final InputStream in;
    private final int maxBytes;
    private byte[] buffer = new byte[FIRST_BYTES];
    /** What has been read and not been given out: from here, */
    private int next;
    /** up to here. */
    private int filled;
    /** So far there is no line feed in it. */
    private int searched;

    private int from;
    private int to;
    private long number;
    private long readBytes;
    private long droppedBytes;
    private boolean ended;

    /** Lines of at most {@code maxBytes}. */
    LineReader(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /** Goes to the next line; false: there is none. Waits for the stream. */
    boolean next() throws IOException {
        droppedBytes = 0;
        while (true) {
            int feed = lineFeed();
            if (feed >= 0) {
                return give(feed, feed + 1);
            }
            if (ended) {
                return (next < filled || droppedBytes > 0) && give(filled, filled);
            }
            fill();
        }
    }

    /** Whether {@link #next} would wait for the stream. */
    boolean wouldWait() throws IOException {
        return lineFeed() < 0 && !ended && in.available() == 0;
    }

    /** The buffer that holds the line, until {@link #next}. */
    byte[] bytes() {
        return buffer;
    }

    /** Where the line begins in it. */
    int from() {
        return from;
    }

    /** Where it ends. */
    int to() {
        return to;
    }

    /** Which line it is, from 1. */
    long number() {
        return number;
    }

    /** The length of a line that is too long to be kept; 0: it is not. */
    long tooLong() {
        return droppedBytes > 0 ? droppedBytes + to - from : 0;
    }

    /** Bytes read so far. */
    long readBytes() {
        return readBytes;
    }

    private boolean give(int end, int following) {
        from = next;
        to = end;
        next = following;
        searched = following;
        number++;
        if (droppedBytes == 0 && to - from > maxBytes) {
            droppedBytes = (long) to - from;
            from = to;
        }
        return true;
    }

    private int lineFeed() {
        for (; searched < filled; searched++) {
            if (buffer[searched] == '\n') {
                return searched;
            }
        }
        return -1;
    }

    private void fill() throws IOException {
        if (filled - next > maxBytes) {
            droppedBytes += filled - next;
            next = filled;
        }
        if ((next > 0 && filled == buffer.length) || next == filled) {
            System.arraycopy(buffer, next, buffer, 0, filled - next);
            searched -= next;
            filled -= next;
            next = 0;
        }
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read < 0) {
            ended = true;
        } else {
            filled += read;
            readBytes += read;
        }
    }
}
