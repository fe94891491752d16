package dev.yamabiko.bench.load;

import java.util.HashMap;
import java.util.Map;

/** What the server lets a client send: on its connection and on each stream (RFC 9113, 5.2). Thread-safe. */
final class SendWindows {

    private static final int DEFAULT_BYTES = 65_535;
    private static final long WAIT_MS = 60_000;

    private final Map<Integer, Long> streams = new HashMap<>();
    private long connection = DEFAULT_BYTES;
    private long initial = DEFAULT_BYTES;
    private boolean closed;

    /** A stream that is going to send. */
    synchronized void open(int stream) {
        streams.put(stream, initial);
    }

    /** Waits until so many bytes may be sent on the stream, and takes them. */
    synchronized void take(int stream, int bytes) {
        long deadline = System.nanoTime() + WAIT_MS * 1_000_000;
        try {
            while (!closed && (connection < bytes || streams.getOrDefault(stream, 0L) < bytes)) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("window: no room within " + WAIT_MS + " ms");
                }
                wait(WAIT_MS);
            }
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("window: interrupted", error);
        }
        if (closed) {
            throw new IllegalStateException("window: the connection is gone");
        }
        connection -= bytes;
        streams.merge(stream, (long) -bytes, Long::sum);
    }

    /** The server has taken so many bytes; stream 0 is the connection. */
    synchronized void give(int stream, int bytes) {
        if (stream == 0) {
            connection += bytes;
        } else {
            streams.computeIfPresent(stream, (id, left) -> left + bytes);
        }
        notifyAll();
    }

    /** The server's SETTINGS_INITIAL_WINDOW_SIZE, which also moves the streams that are open. */
    synchronized void initial(long bytes) {
        long more = bytes - initial;
        initial = bytes;
        streams.replaceAll((id, left) -> left + more);
        notifyAll();
    }

    /** The stream sends no more. */
    synchronized void end(int stream) {
        streams.remove(stream);
    }

    /** Nothing can be sent any more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
