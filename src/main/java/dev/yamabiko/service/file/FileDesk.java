package dev.yamabiko.service.file;

import dev.yamabiko.config.FilesConfig;
import dev.yamabiko.file.FileError;
import dev.yamabiko.file.FileName;
import dev.yamabiko.file.FileStore;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.StreamError;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the file services of all event loops share: the store, the threads that wait for it, the rates and the number of
 * transfers. Thread-safe.
 */
public final class FileDesk {

    private static final Logger LOG = LoggerFactory.getLogger(FileDesk.class);
    private static final long SWEEP_MS = 60_000;

    /** A thread is said to be blocked after so long; an upload that is read again takes its time. */
    private static final int TASK_MINUTES = 10;

    private final Vertx vertx;
    private final @Nullable FileStore store;
    private final FilesConfig config;
    private final Throttle throttle;
    private final PartSizes parts;
    private final WorkerExecutor workers;
    private final LongAdder transfers;
    private final LongAdder idleTransfers;
    private final FileTypes types = new FileTypes();
    private volatile boolean open;
    private long sweeps = -1;

    /** {@code store}: null: nodes of a cluster have none in common. */
    public FileDesk(Vertx vertx, @Nullable FileStore store, FilesConfig config, Gauges gauges) {
        this.vertx = vertx;
        this.store = store;
        this.config = config;
        this.throttle = new Throttle(vertx, config.callerBytesPerSecond(), config.nodeBytesPerSecond());
        this.parts = new PartSizes(readBytes(), config.readAheadBytes(), gauges);
        this.workers = vertx.createSharedWorkerExecutor("files", config.threads(), TASK_MINUTES, TimeUnit.MINUTES);
        this.transfers = gauges.of("file_transfers_open");
        this.idleTransfers = gauges.of("file_transfers_idle");
    }

    /** Opens the store, now or as soon as it can be; until then calls fail. */
    public Future<Void> start() {
        if (store == null) {
            return Future.succeededFuture();
        }
        sweeps = vertx.setPeriodic(SWEEP_MS, timer -> tend());
        return tend();
    }

    /** Lets go of the store, when what runs now is done. */
    public Future<Void> stop() {
        vertx.cancelTimer(sweeps);
        FileStore kept = store;
        if (kept == null) {
            return workers.close();
        }
        open = false;
        return workers.<Void>executeBlocking(() -> {
                    kept.close();
                    return null;
                })
                .eventually(workers::close);
    }

    /** Deletes a file; fails if there is none. */
    Future<Void> delete(FileName name) {
        return ask(store -> store.delete(name))
                .compose(deleted -> deleted ? Future.succeededFuture() : Future.failedFuture(FileForm.unknown(name)));
    }

    /** Does on a thread that may wait what is asked of the store. Completes on the context of the caller. */
    <T extends @Nullable Object> Future<T> ask(Function<FileStore, T> question) {
        FileStore kept = store;
        if (kept == null) {
            return Future.failedFuture(new FileError.NotShared());
        }
        if (!open) {
            return Future.failedFuture(new FileError.Unavailable("files: the store cannot be reached now", null));
        }
        return workers.executeBlocking(() -> question.apply(kept), false);
    }

    /** Counts one more transfer, to be ended with {@link #endTransfer}; throws if there are too many. */
    void beginTransfer() {
        if (transfers.sum() >= config.maxTransfers()) {
            throw new StreamError.LimitReached(
                    "files.max-transfers",
                    "transfers: " + config.maxTransfers() + " under way (expected: fewer at a time)");
        }
        transfers.increment();
    }

    void endTransfer() {
        transfers.decrement();
    }

    /**
     * Watches a transfer.
     *
     * @param waiting whether it is its client's turn
     * @param idle told when the client has left it alone for too long, until the watch is stopped
     */
    IdleWatch watch(BooleanSupplier waiting, Consumer<FileError.TransferIdle> idle) {
        int seconds = config.idleSeconds();
        return new IdleWatch(vertx, TimeUnit.SECONDS.toMillis(seconds), waiting, () -> {
            idleTransfers.increment();
            idle.accept(new FileError.TransferIdle(seconds));
        });
    }

    /** Best size of an append. */
    int appendBytes() {
        return store == null ? config.chunkBytes() : store.appendBytes();
    }

    /** How much a download may read now, for a client who wants so much, bytes; until {@link #endRead}. */
    int beginRead(long wanted) {
        int most = throttle.leaveBytes((int) Math.min(wanted, Integer.MAX_VALUE));
        return throttle.leaveBytes(parts.take(most));
    }

    /** What was read is with the client, or given up. {@code part}: as {@link #beginRead} gave it. */
    void endRead(int part) {
        parts.give(part);
    }

    /** Best size of a read. */
    private int readBytes() {
        return store == null ? config.chunkBytes() : store.readBytes();
    }

    FilesConfig config() {
        return config;
    }

    Throttle throttle() {
        return throttle;
    }

    FileTypes types() {
        return types;
    }

    private Future<Void> tend() {
        FileStore kept = Objects.requireNonNull(store);
        return workers.<Void>executeBlocking(() -> {
                    if (!open) {
                        kept.open();
                        open = true;
                    }
                    kept.sweep();
                    return null;
                })
                .otherwise(error -> {
                    LOG.warn("file store failed error={}", error.toString());
                    return null;
                });
    }
}
