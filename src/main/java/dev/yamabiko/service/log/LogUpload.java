package dev.yamabiko.service.log;

import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import dev.yamabiko.service.Rejections;
import dev.yamabiko.service.RetryKey;
import dev.yamabiko.service.ServiceError.Violation;
import dev.yamabiko.service.Upload;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Producer;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One CollectLogs call: gathers what arrives together into a batch per application, and counts what became of it. Used
 * on the event loop of its call only.
 */
final class LogUpload implements Upload<LogCollectionResult> {

    private static final int MAX_LAST_OFFSETS = 10_000;
    private static final Violation NOT_PERMITTED =
            new Violation("application", "not permitted (expected: one that the caller may send entries of)");

    private final Producer producer;
    private final @Nullable RetryKey key;
    private final Predicate<String> permitted;
    private final Clock clock;
    private final int inboundBytes;
    private final EntryCheck check = new EntryCheck();
    private final Map<String, Batch> batches = new LinkedHashMap<>();

    /** Records passed on, of each topic: what tells those of one key apart. */
    private final Map<Topic, Long> passedOn = new HashMap<>();

    private final Rejections rejections = new Rejections("entry");
    private final LogCollectionResult.Builder result = LogCollectionResult.newBuilder();
    private final Promise<LogCollectionResult> finished = Promise.promise();
    private Runnable onProgress = () -> {};

    /** Of the entry before; no entry is of the empty one. */
    private String application = "";

    private Topic topic = LogTopics.of("");
    private boolean allowed;
    private @Nullable Batch current;
    private int stored;
    private int bytesInFlight;
    private boolean finishing;

    /**
     * Passes entries on.
     *
     * @param key what they are recognised by when they are sent again; null: nothing
     * @param permitted which applications the caller may send entries of
     */
    LogUpload(Producer producer, @Nullable RetryKey key, Predicate<String> permitted, Clock clock, int inboundBytes) {
        this.producer = producer;
        this.key = key;
        this.permitted = permitted;
        this.clock = clock;
        this.inboundBytes = inboundBytes;
    }

    @Override
    public void message(byte[] bytes, int from, int to) {
        rejections.next();
        Violation violation = check.check(bytes, from, to, clock.millis());
        if (violation == null) {
            turnTo(check.application());
            violation = allowed ? null : NOT_PERMITTED;
        }
        if (violation == null) {
            batch().add(check.time(), bytes, from, to, check.appended(), check.appendedBytes());
        } else {
            rejections.add(violation);
        }
    }

    @Override
    public void flush() {
        batches.values().forEach(this::append);
        batches.clear();
        current = null;
    }

    @Override
    public boolean full() {
        return bytesInFlight > 0 && (bytesInFlight >= inboundBytes || producer.full());
    }

    @Override
    public void onProgress(Runnable action) {
        onProgress = action;
    }

    @Override
    public void finish() {
        flush();
        finishing = true;
        settle();
    }

    @Override
    public Future<LogCollectionResult> result() {
        return finished.future();
    }

    /** Most entries are of the same application as the one before: what goes for it is asked once, not for each. */
    private void turnTo(String next) {
        if (!next.equals(application)) {
            application = next;
            topic = LogTopics.of(next);
            allowed = permitted.test(next);
            current = null;
        }
    }

    /** Where entries of this application go. */
    private Batch batch() {
        Batch batch = current;
        if (batch == null) {
            batch = batches.computeIfAbsent(application, name -> new Batch(topic));
            current = batch;
        }
        return batch;
    }

    private void append(Batch batch) {
        int bytes = batch.length();
        bytesInFlight += bytes;
        if (key != null) {
            batch.keyed(key.after(passedOn.merge(batch.topic(), (long) batch.count(), Long::sum) - batch.count()));
        }
        producer.append(batch).onComplete(appended -> {
            bytesInFlight -= bytes;
            if (appended.succeeded()) {
                stored(batch, appended.result());
            } else {
                finished.tryFail(appended.cause());
            }
            settle();
            onProgress.run();
        });
    }

    /** Of a batch that was stored before, the offset is that of the newest record of its key, here or behind it. */
    private void stored(Batch batch, long offset) {
        stored += batch.count();
        String topic = batch.topic().name();
        long last = result.getLastOffsetsOrDefault(topic, 0);
        if (last > 0 || result.getLastOffsetsCount() < MAX_LAST_OFFSETS) {
            result.putLastOffsets(topic, Math.max(last, offset));
        }
    }

    private void settle() {
        if (finishing && bytesInFlight == 0) {
            finished.tryComplete(result.setTotalReceived(Rejections.int32(rejections.received()))
                    .setIndexedCount(stored)
                    .setRejectedCount(Rejections.int32(rejections.rejected()))
                    .addAllErrors(rejections.errors())
                    .setStatus(rejections.rejected() == 0 ? "OK" : stored == 0 ? "REJECTED" : "PARTIAL")
                    .build());
        }
    }
}
