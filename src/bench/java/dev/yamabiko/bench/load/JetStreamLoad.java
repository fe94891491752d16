package dev.yamabiko.bench.load;

import dev.yamabiko.support.Await;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A JetStream stream on files: asynchronous publishing with a bounded number of acknowledgements outstanding, as its
 * clients do by default, and replay through a push consumer without acknowledgements and without flow control, the
 * fastest it has.
 */
public final class JetStreamLoad implements AutoCloseable {

    private static final String STREAM = "BENCH";
    private static final String SUBJECT = "bench.records";
    private static final String ACKS = "_INBOX.acks";
    private static final byte[] LINE_END = "\r\n".getBytes(StandardCharsets.US_ASCII);
    /** What nats.go allows when nobody says. */
    private static final int OUTSTANDING = 4_000;

    private static final int PER_WRITE = 200;
    private static final long LOOK_AGAIN_NANOS = 20_000;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final long ANSWER_SECONDS = 60;

    private final int port;
    private final NatsConnection connection;
    private final AtomicLong acknowledged = new AtomicLong();
    private final Chunk chunk = new Chunk(
            PER_WRITE,
            0,
            ("PUB " + SUBJECT + " " + ACKS + " " + Payload.BYTES + "\r\n").getBytes(StandardCharsets.US_ASCII),
            LINE_END);
    private long written;
    private int replays;

    public JetStreamLoad(int port) {
        this.port = port;
        this.connection = new NatsConnection("writer", port);
        connection.subscribe(ACKS, this::acknowledge);
        ask(
                connection,
                "$JS.API.STREAM.CREATE." + STREAM,
                "{\"name\":\"" + STREAM + "\",\"subjects\":[\"" + SUBJECT
                        + "\"],\"storage\":\"file\",\"retention\":\"limits\",\"num_replicas\":1}");
    }

    /** Publishes records as fast as acknowledgements come; returns when all are acknowledged. */
    public void write(long records) {
        for (long left = records; left > 0; ) {
            int now = (int) Math.min(left, PER_WRITE);
            awaitAcknowledged(written + now - OUTSTANDING);
            chunk.stampAll(now, written + 1);
            left -= now;
            written += now;
            connection.write(chunk.first(now));
        }
        awaitAcknowledged(written);
    }

    /** Reads all records written so far, on a connection of its own; returns how many there were. */
    public long replay() {
        String inbox = "_INBOX.replay" + replays++;
        AtomicLong records = new AtomicLong();
        Tally tally = new Tally(0, 1, Latencies.unwanted());
        try (NatsConnection reader = new NatsConnection("replay", port)) {
            reader.subscribe(inbox, (in, from, length, now) -> {
                tally.record(in, from, length, now);
                records.setRelease(tally.records());
            });
            ask(
                    reader,
                    "$JS.API.CONSUMER.CREATE." + STREAM,
                    "{\"stream_name\":\"" + STREAM + "\",\"config\":{\"deliver_subject\":\"" + inbox
                            + "\",\"deliver_policy\":\"all\",\"ack_policy\":\"none\",\"replay_policy\":\"instant\","
                            + "\"max_deliver\":1,"
                            + "\"mem_storage\":true,\"num_replicas\":1}}");
            Await.until("replay", LIMIT, () -> {
                reader.check();
                return records.getAcquire() >= written;
            });
        }
        return records.get();
    }

    @Override
    public void close() {
        connection.close();
    }

    private void acknowledge(ByteBuffer in, int from, int length, long now) throws IOException {
        for (int at = from; at < from + length - 6; at++) {
            if (in.get(at) == '"' && in.get(at + 1) == 'e' && in.get(at + 2) == 'r' && in.get(at + 3) == 'r') {
                byte[] answer = new byte[length];
                in.get(from, answer);
                throw new IOException("jetstream: " + new String(answer, StandardCharsets.UTF_8));
            }
        }
        acknowledged.setRelease(acknowledged.getPlain() + 1);
    }

    private void awaitAcknowledged(long records) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (acknowledged.getAcquire() < records) {
            connection.check();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("acknowledgements: not within " + LIMIT.toSeconds() + " s");
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    private static void ask(NatsConnection connection, String subject, String request) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        String inbox = "_INBOX.answer" + System.nanoTime();
        connection.subscribe(inbox, (in, from, length, now) -> {
            byte[] bytes = new byte[length];
            in.get(from, bytes);
            answer.complete(new String(bytes, StandardCharsets.UTF_8));
        });
        connection.publish(subject, inbox, request);
        try {
            String said = answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
            if (said.contains("\"error\"")) {
                throw new IllegalStateException("jetstream: " + said);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException error) {
            throw new IllegalStateException("jetstream: no answer to " + subject, error);
        }
    }
}
