package dev.yamabiko.cli.client;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.client.GrpcClientRequest;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * What the command sends and the hub has not taken yet, in batches. Bounded: a command that is faster than the hub
 * waits. Filled by one thread, emptied on the event loop.
 */
final class Outbox {

    private static final int MOST_BATCHES = 8;

    private final Context context;
    private final Semaphore room = new Semaphore(MOST_BATCHES);
    private volatile boolean closed;

    // On the event loop only.
    private final Queue<List<Buffer>> waiting = new ArrayDeque<>();
    private @Nullable GrpcClientRequest<Buffer, Buffer> target;
    private int written;
    private boolean finishing;
    private boolean finished;

    Outbox(Context context) {
        this.context = context;
    }

    /** What it is emptied into. On the event loop. */
    void into(GrpcClientRequest<Buffer, Buffer> request) {
        target = request;
        request.drainHandler(v -> pump());
        pump();
    }

    /** The call is over: nothing is taken any more. On the event loop. */
    void close() {
        closed = true;
        waiting.clear();
        room.release(MOST_BATCHES);
    }

    /**
     * Sends a batch, and waits while the hub does not take what came before; false: the call is over. By the writer.
     */
    boolean put(List<Buffer> batch) throws InterruptedException {
        room.acquire();
        if (closed) {
            room.release();
            return false;
        }
        context.runOnContext(v -> {
            waiting.add(batch);
            pump();
        });
        return true;
    }

    /** Nothing more will be sent. By the writer. */
    void finish() {
        context.runOnContext(v -> {
            finishing = true;
            pump();
        });
    }

    private void pump() {
        GrpcClientRequest<Buffer, Buffer> request = target;
        if (request == null || closed || finished) {
            return;
        }
        List<Buffer> batch = waiting.peek();
        while (batch != null) {
            if (!write(request, batch)) {
                return;
            }
            waiting.remove();
            written = 0;
            room.release();
            batch = waiting.peek();
        }
        if (finishing) {
            finished = true;
            request.end();
        }
    }

    /** Writes what is left of a batch; false: there is no room for all of it now. */
    private boolean write(GrpcClientRequest<Buffer, Buffer> request, List<Buffer> batch) {
        while (written < batch.size()) {
            if (closed || request.writeQueueFull()) {
                return false;
            }
            try {
                request.write(batch.get(written++));
            } catch (IllegalStateException reset) {
                // The other side has left while we were writing, and nobody has told us yet.
                close();
            }
        }
        return true;
    }
}
