package dev.yamabiko.gateway;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that floods, on connection after connection, until it is stopped: as fast as it can, or as fast as a line
 * lets it. Has two threads of its own.
 */
final class Flooder implements AutoCloseable {

    /** So many turns leave together: a flood should cost the one who makes it little. */
    private static final int TURNS_AT_ONCE = 500;

    /** A line of 100 Mbit/s. */
    static final long LINE_BYTES_PER_SECOND = 12_500_000;

    static final long NO_BOUND = Long.MAX_VALUE;

    /** Between two connections: as long as it takes to set one up from afar. */
    private static final long ROUND_TRIP_NANOS = 20_000_000;

    private static final long LINE_AHEAD_NANOS = 1_000_000;

    private final int port;
    private final Flood flood;
    private final boolean reads;
    private final long bytesPerSecond;
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicReference<RawSocket> current = new AtomicReference<>();
    private final Thread writer;
    private volatile boolean stopped;

    /** {@code reads}: whether it takes what the hub answers. */
    Flooder(int port, Flood flood, boolean reads, long bytesPerSecond) {
        this.port = port;
        this.bytesPerSecond = bytesPerSecond;
        this.flood = flood;
        this.reads = reads;
        this.writer = new Thread(this::run, "flooder");
        writer.setDaemon(true);
        writer.start();
    }

    /** How many of its connections the hub has ended. */
    int ended() {
        return ended.get();
    }

    /** How often it has said its piece. */
    int turns() {
        return turns.get();
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        RawSocket open = current.get();
        if (open != null) {
            open.close();
        }
        try {
            writer.join(20_000);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopped) {
            try (RawSocket socket = RawSocket.connect(port)) {
                current.set(socket);
                flood(socket);
            } catch (IOException closed) {
                if (!stopped) {
                    ended.incrementAndGet();
                    LockSupport.parkNanos(bytesPerSecond == NO_BOUND ? 0 : ROUND_TRIP_NANOS);
                }
            }
        }
    }

    private void flood(RawSocket socket) throws IOException {
        flood.begin(socket.preface());
        socket.flush();
        Thread reader = new Thread(() -> read(socket), "flooder-reads");
        reader.setDaemon(true);
        if (reads) {
            reader.start();
        }
        long begun = System.nanoTime();
        long before = socket.sent();
        for (int turn = 0; !stopped; turn++) {
            flood.again(socket, turn);
            turns.incrementAndGet();
            if (turn % TURNS_AT_ONCE == TURNS_AT_ONCE - 1) {
                socket.flush();
            }
            pace(socket, socket.sent() - before, begun);
        }
    }

    /** What is ahead of the line waits. */
    private void pace(RawSocket socket, long sent, long begun) throws IOException {
        if (bytesPerSecond != NO_BOUND) {
            long early = sent * 1_000_000_000 / bytesPerSecond - (System.nanoTime() - begun);
            if (early > LINE_AHEAD_NANOS) {
                socket.flush();
                LockSupport.parkNanos(early);
            }
        }
    }

    /** What ends the connection here ends it there, too. */
    private static void read(RawSocket socket) {
        try (socket) {
            socket.awaitClose();
        } catch (IOException | AssertionError over) {
            // the writer hears of it
        }
    }
}
