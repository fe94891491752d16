package dev.yamabiko.bench.load;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * PUB and SUB on one subject. The server drops a client that lags by more than it keeps for it, so the writer stays
 * ahead of the slowest connection by a bounded number of bytes.
 */
public final class NatsLoad implements Load {

    private static final String SUBJECT = Payload.APPLICATION;
    private static final byte[] LINE_END = "\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int PER_WRITE = 256;
    private static final long LEAD_BYTES = 32 << 20;
    private static final long LOOK_AGAIN_NANOS = 50_000;
    private static final Duration STUCK = Duration.ofSeconds(60);

    private final int port;
    private final NatsConnection writer;
    private final List<Reading> readings = new ArrayList<>();
    private final Chunk chunk = new Chunk(
            PER_WRITE,
            0,
            ("PUB " + SUBJECT + " " + Payload.BYTES + "\r\n").getBytes(StandardCharsets.US_ASCII),
            LINE_END);
    private long written;

    /** A connection with followers: where they began, and what they have received together. */
    private record Reading(
            NatsConnection connection, int streams, long before, AtomicLong together, Latencies latencies) {

        /** How far ahead the writer may be, in records. */
        long lead() {
            return Math.max(PER_WRITE, LEAD_BYTES / Payload.BYTES / streams);
        }

        long at() {
            return before + together.getAcquire() / streams;
        }
    }

    public NatsLoad(int port) {
        this.port = port;
        this.writer = new NatsConnection("writer", port);
    }

    @Override
    public void follow(Follow follow) {
        for (int i = 0; i < follow.connections(); i++) {
            NatsConnection connection = new NatsConnection("followers", port);
            Latencies times = follow.timed() ? Latencies.recorded() : Latencies.unwanted();
            Reading reading = new Reading(connection, follow.on(i), written, new AtomicLong(), times);
            for (int k = 0; k < follow.on(i); k++) {
                Tally tally = new Tally(written, 1, times);
                connection.subscribe(SUBJECT, (in, from, length, now) -> {
                    tally.record(in, from, length, now);
                    reading.together.setRelease(reading.together.getPlain() + 1);
                });
            }
            readings.add(reading);
            connection.settle();
        }
    }

    @Override
    public long received() {
        writer.check();
        readings.forEach(reading -> reading.connection.check());
        return readings.stream()
                .mapToLong(reading -> reading.together.getAcquire())
                .sum();
    }

    @Override
    public void write(long records) {
        for (long left = records; left > 0; ) {
            int now = (int) Math.min(left, PER_WRITE);
            awaitFollowers();
            chunk.stampAll(now, written + 1);
            left -= now;
            written += now;
            writer.write(chunk.first(now));
        }
        writer.settle();
    }

    @Override
    public void writeAt(int perSecond, long records) {
        Pace pace = new Pace(perSecond);
        for (long left = records; left > 0; ) {
            int now = (int) Math.min(left, pace.await(PER_WRITE));
            for (int i = 0; i < now; i++) {
                chunk.stamp(i, ++written, pace.next());
            }
            left -= now;
            writer.write(chunk.first(now));
        }
        writer.settle();
    }

    @Override
    public void skip(long records) {
        written += records;
    }

    @Override
    public Latencies takeLatencies() {
        Latencies all = Latencies.recorded();
        readings.forEach(reading -> all.add(reading.latencies));
        readings.forEach(reading -> reading.latencies.reset());
        return all;
    }

    @Override
    public void close() {
        readings.forEach(reading -> reading.connection.close());
        writer.close();
    }

    private void awaitFollowers() {
        long deadline = System.nanoTime() + STUCK.toNanos();
        for (Reading reading : readings) {
            while (written - reading.at() > reading.lead()) {
                reading.connection.check();
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("followers: stuck for " + STUCK.toSeconds() + " s");
                }
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        }
    }
}
