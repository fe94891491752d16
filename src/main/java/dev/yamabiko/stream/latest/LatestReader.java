package dev.yamabiko.stream.latest;

import dev.yamabiko.stream.Signals;
import dev.yamabiko.stream.Sink;

/**
 * One reader of a latest topic: a cursor over the sheets of its view. Nothing queues: a reader that cannot be written
 * to gets the newest values once it can, and the number of those it was to get and that newer ones have replaced. Used
 * on one event loop.
 */
final class LatestReader {

    private final LatestRequest request;
    private final Sink sink;
    private Sheet sheet = Sheet.EMPTY;

    /** Number of the last value written. */
    private long cursor;

    /** Number of the last value that has been due. */
    private long due;

    /** Values that have been due since all that were due had been written, and how many values were written since. */
    private long owed;

    private long written;
    private boolean begun;
    private int sinceDue;
    private int quiet;

    LatestReader(LatestRequest request, Sink sink) {
        this.request = request;
        this.sink = sink;
    }

    /** What there is now. The first values are due at once, later ones when their time has come. */
    void show(Sheet newest) {
        if (newest == Sheet.EMPTY) {
            return;
        }
        boolean first = !begun && newest.last() > 0;
        sheet = newest;
        if (first || request.intervalSeconds() == 0) {
            begun = true;
            makeDue();
        }
        goOn();
    }

    /** A second has passed. */
    void tick() {
        sinceDue++;
        quiet++;
        if (begun && request.intervalSeconds() > 0 && sinceDue >= request.intervalSeconds()) {
            makeDue();
            goOn();
        }
        if (request.heartbeatSeconds() > 0 && quiet >= request.heartbeatSeconds() && sink.writable()) {
            quiet = 0;
            sink.write(Signals.heartbeat(0));
        }
    }

    /** Writes what is due, as long as the sink takes it. */
    void goOn() {
        if (cursor >= due && owed == written) {
            return;
        }
        while (sink.writable()) {
            if (due < sheet.last()) {
                makeDue();
            }
            Sheet.Piece piece = sheet.after(cursor);
            cursor = piece.last();
            if (piece.count() == 0) {
                caughtUp();
                return;
            }
            written += piece.count();
            quiet = 0;
            sink.write(piece.frames());
        }
    }

    void fail(Throwable error) {
        sink.fail(error);
    }

    private void makeDue() {
        boolean asItComes = request.intervalSeconds() == 0;
        owed += asItComes && due > 0 ? sheet.last() - due : sheet.countAfter(due);
        due = sheet.last();
        sinceDue = 0;
    }

    private void caughtUp() {
        long skipped = owed - written;
        owed = 0;
        written = 0;
        if (skipped > 0) {
            sink.write(Signals.heartbeat(skipped));
        }
    }
}
