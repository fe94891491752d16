package dev.yamabiko.cli.client;

import io.vertx.core.Context;
import io.vertx.grpc.client.GrpcClientResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived from the hub and waits for the command, in batches. Bounded: above {@link #HIGH_BYTES} the stream is
 * paused, so that a command that is stopped by its own output (a pager) costs no memory. Filled on the event loop,
 * emptied by one other thread.
 */
final class Inbox {

    static final long HIGH_BYTES = 4 << 20;
    private static final long LOW_BYTES = 1 << 20;
    private static final int BATCH = 1_024;

    private final Context context;
    private final BlockingQueue<List<byte[]>> batches = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();

    // On the event loop only.
    private List<byte[]> arriving = new ArrayList<>();
    private @Nullable GrpcClientResponse<?, ?> source;
    private boolean paused;

    Inbox(Context context) {
        this.context = context;
    }

    /** What fills it. On the event loop. */
    void from(GrpcClientResponse<?, ?> response) {
        source = response;
    }

    /** A message has arrived. On the event loop. */
    void add(byte[] message) {
        if (arriving.isEmpty()) {
            // The messages of one read become one batch: this runs when the event loop is done with them.
            context.runOnContext(v -> handOver());
        }
        arriving.add(message);
        if (waitingBytes.addAndGet(message.length) > HIGH_BYTES && !paused && source != null) {
            paused = true;
            source.pause();
        }
        if (arriving.size() >= BATCH) {
            handOver();
        }
    }

    /** Nothing more will arrive. On the event loop. */
    void end() {
        handOver();
        batches.add(List.of());
    }

    private void handOver() {
        if (!arriving.isEmpty()) {
            batches.add(arriving);
            arriving = new ArrayList<>();
        }
    }

    /** Whether {@link #take} would wait. By the reader. */
    boolean isEmpty() {
        return batches.isEmpty();
    }

    /** The next batch; empty: it was the last; null: nothing in this time. By the reader, who waits. */
    @Nullable
    List<byte[]> take(Duration patience) throws InterruptedException {
        List<byte[]> batch = batches.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (batch == null) {
            return null;
        }
        if (batch.isEmpty()) {
            batches.add(batch);
            return batch;
        }
        long bytes = 0;
        for (byte[] message : batch) {
            bytes += message.length;
        }
        if (waitingBytes.addAndGet(-bytes) <= LOW_BYTES) {
            context.runOnContext(v -> resume());
        }
        return batch;
    }

    private void resume() {
        if (paused && source != null) {
            paused = false;
            source.resume();
        }
    }
}
