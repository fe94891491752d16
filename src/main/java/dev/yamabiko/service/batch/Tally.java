package dev.yamabiko.service.batch;

import dev.yamabiko.proto.batch.v1.BatchProgress;
import dev.yamabiko.proto.batch.v1.ItemFailure;
import dev.yamabiko.service.Failures.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of the items of a batch so far. One thread. */
final class Tally {

    private static final int MAX_FAILURES = 100;

    private final Map<String, Long> reasons = new TreeMap<>();
    private final List<ItemFailure> first = new ArrayList<>();
    private long received;
    private long succeeded;
    private long failed;
    private long skipped;

    void received() {
        received++;
    }

    void succeeded() {
        succeeded++;
    }

    void skipped() {
        skipped++;
    }

    void failed(long item, Failure failure) {
        failed++;
        reasons.merge(failure.reason(), 1L, Long::sum);
        if (first.size() < MAX_FAILURES) {
            first.add(ItemFailure.newBuilder()
                    .setItem(item)
                    .setReason(failure.reason())
                    .setMessage(failure.message())
                    .build());
        }
    }

    /** How far it is after so many milliseconds; {@code done}: for good. */
    BatchProgress progress(long elapsedMs, boolean done) {
        return BatchProgress.newBuilder()
                .setReceived(received)
                .setSucceeded(succeeded)
                .setFailed(failed)
                .setSkipped(skipped)
                .putAllFailures(reasons)
                .addAllFirstFailures(done ? first : List.of())
                .setElapsedMs(elapsedMs)
                .setDone(done)
                .build();
    }
}
