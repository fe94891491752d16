package dev.yamabiko.service.batch;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.batch.v1.BatchItem;
import dev.yamabiko.proto.batch.v1.BatchProgress;
import dev.yamabiko.service.Requests;
import dev.yamabiko.service.RetryKey;
import dev.yamabiko.service.Rights;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Sink;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.StreamError.LimitReached;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One ProcessBatch call: items wait here, a bounded number is under way, and the client hears how far it is. Used on
 * the event loop of its call only.
 */
final class BatchRun implements Requests {

    private final Vertx vertx;
    private final BatchService service;
    private final BatchSettings settings;
    private final Rights rights;
    private final String key;
    private final DoneItems done;
    private final @Nullable Checkpoints checkpoints;
    private final Sink sink;
    private final Tally tally = new Tally();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final long begunAt;
    private final long progressTimer;
    private Runnable onProgress = () -> {};
    private BatchProgress told = BatchProgress.getDefaultInstance();
    private long waitingBytes;
    private int received;
    private int underWay;
    private boolean ready;
    private boolean pumping;
    private boolean pausing;
    private boolean saving;
    private boolean finishing;
    private boolean over;

    /** An item whose turn has not come. */
    private record Waiting(int number, BatchItem item, int bytes) {}

    /** {@code key}: of the batch, with {@code checkpoints}; those null: nothing is remembered of it. */
    BatchRun(
            Vertx vertx,
            BatchService service,
            Rights rights,
            String key,
            DoneItems done,
            @Nullable Checkpoints checkpoints,
            Sink sink) {
        this.vertx = vertx;
        this.service = service;
        this.settings = service.settings();
        this.rights = rights;
        this.key = key;
        this.done = done;
        this.checkpoints = checkpoints;
        this.sink = sink;
        this.begunAt = service.now();
        this.progressTimer = vertx.setPeriodic(settings.progressMs(), timer -> tell());
        Future<Void> loaded = checkpoints == null ? Future.succeededFuture() : checkpoints.load();
        loaded.onFailure(sink::fail).onSuccess(v -> {
            ready = true;
            pump();
        });
    }

    @Override
    public void message(byte[] bytes, int from, int to) {
        if (received >= settings.maxItems()) {
            throw new LimitReached(
                    "batches.max-items", "items: one too many (expected: at most " + settings.maxItems() + ")");
        }
        received++;
        tally.received();
        waiting.add(new Waiting(received, parse(bytes, from, to), to - from));
        waitingBytes += to - from;
    }

    @Override
    public void flush() {
        pump();
    }

    @Override
    public boolean full() {
        return waiting.size() >= settings.concurrency() || waitingBytes >= settings.inboundBytes();
    }

    @Override
    public void onProgress(Runnable action) {
        onProgress = action;
    }

    @Override
    public void finish() {
        finishing = true;
        pump();
    }

    @Override
    public void close() {
        over = true;
        vertx.cancelTimer(progressTimer);
        waiting.clear();
        waitingBytes = 0;
        save();
    }

    /** Begins what may begin. A loop, because an item may be done before its future is returned. */
    private void pump() {
        if (pumping || over) {
            return;
        }
        pumping = true;
        boolean wasFull = full();
        while (mayBegin()) {
            Waiting next = waiting.remove();
            waitingBytes -= next.bytes();
            begin(next);
        }
        pumping = false;
        if (wasFull && !full()) {
            onProgress.run();
        }
        finishIfDone();
    }

    private boolean mayBegin() {
        if (!ready || over || waiting.isEmpty() || underWay >= settings.concurrency()) {
            return false;
        }
        if (checkpoints != null && done.unsaved() + underWay >= settings.unsaved()) {
            return false;
        }
        return !pausing && (done.contains(waiting.getFirst().number()) || paced());
    }

    /** False where it is too early for one more; then it comes back when it is not. */
    private boolean paced() {
        boolean now = service.pace().take();
        if (!now) {
            pausing = true;
            vertx.setTimer(service.pace().waitMs(), timer -> {
                pausing = false;
                pump();
            });
        }
        return now;
    }

    private void begin(Waiting next) {
        if (done.contains(next.number())) {
            tally.skipped();
            return;
        }
        underWay++;
        RetryKey itemKey = checkpoints == null ? null : new RetryKey(key + "/" + next.number());
        service.execute(next.item(), rights, itemKey).onComplete(result -> settle(next.number(), result));
    }

    private void settle(int number, AsyncResult<?> result) {
        underWay--;
        Throwable error = result.cause();
        if (error == null) {
            tally.succeeded();
            if (checkpoints != null) {
                done.add(number);
            }
        } else if (endsTheBatch(error)) {
            sink.fail(error);
        } else {
            tally.failed(number, service.failures().of(error));
        }
        saveIfMany();
        pump();
    }

    private void saveIfMany() {
        if (over || done.unsaved() >= settings.unsaved() / 2) {
            save();
        }
    }

    /** True if no further item would fare better: the batch is to be sent again, later or elsewhere. */
    private static boolean endsTheBatch(Throwable error) {
        return error instanceof StreamError.JournalUnavailable
                || error instanceof StreamError.OutcomeUnknown
                || error instanceof StreamError.Draining;
    }

    /** One checkpoint at a time; what is done meanwhile is in the next one. */
    private void save() {
        if (checkpoints == null || saving || done.unsaved() == 0) {
            return;
        }
        saving = true;
        checkpoints.save().onComplete(saved -> {
            saving = false;
            if (saved.failed()) {
                sink.fail(saved.cause());
                return;
            }
            saveIfMany();
            pump();
        });
    }

    private void finishIfDone() {
        if (!finishing || over || !ready || saving || underWay > 0 || !waiting.isEmpty()) {
            return;
        }
        if (done.unsaved() > 0) {
            save();
            return;
        }
        write(tally.progress(service.now() - begunAt, true));
        sink.end();
    }

    /** A client that does not read misses what comes in between. */
    private void tell() {
        BatchProgress now = tally.progress(0, false);
        if (sink.writable() && !now.equals(told)) {
            told = now;
            write(now.toBuilder().setElapsedMs(service.now() - begunAt).build());
        }
    }

    private void write(BatchProgress progress) {
        sink.write(Frames.ofMessage(progress.toByteArray()));
    }

    private static BatchItem parse(byte[] bytes, int from, int to) {
        try {
            return BatchItem.parser().parseFrom(bytes, from, to - from);
        } catch (InvalidProtocolBufferException error) {
            throw new ServiceError.MalformedMessage("message: " + error.getMessage());
        }
    }
}
