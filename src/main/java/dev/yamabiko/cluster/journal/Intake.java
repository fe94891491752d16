package dev.yamabiko.cluster.journal;

import dev.yamabiko.stream.Appended;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Refusals;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the batches of one topic to its owner, in pieces that members can send each other without large arrays, one
 * after the other. Thread-safe; futures complete on the caller's context.
 */
final class Intake {

    /**
     * An operation is written to an array that doubles. From half a region on, 512 KiB in a heap of up to 2 GiB, G1
     * keeps arrays out of the ordinary heap, and marks all of it the sooner.
     */
    private static final int PIECE_BYTES = 240 << 10;

    private final Heads heads;
    private final Clock clock;

    Intake(Heads heads, Clock clock) {
        this.heads = heads;
        this.clock = clock;
    }

    /** What became of each batch; none is kept behind one that was refused. */
    Future<List<Appended>> append(Topic topic, List<Batch> batches) {
        int count = firstPiece(batches);
        if (count == batches.size()) {
            return appendPiece(topic, batches);
        }
        List<Batch> rest = batches.subList(count, batches.size());
        return appendPiece(topic, batches.subList(0, count)).compose(done -> {
            StreamError refusal = done.get(count - 1).refusal();
            return (refusal == null ? append(topic, rest) : refused(rest, refusal)).map(more -> {
                List<Appended> all = new ArrayList<>(done);
                all.addAll(more);
                return all;
            });
        });
    }

    /** How many batches go together: at least one. */
    private static int firstPiece(List<Batch> batches) {
        int count = 1;
        long bytes = batches.get(0).length();
        while (count < batches.size() && bytes + batches.get(count).length() <= PIECE_BYTES) {
            bytes += batches.get(count).length();
            count++;
        }
        return count;
    }

    private Future<List<Appended>> appendPiece(Topic topic, List<Batch> batches) {
        long now = clock.millis();
        List<Parcel> parcels =
                batches.stream().map(batch -> Parcel.of(batch, now)).toList();
        return heads.append(topic, parcels)
                .map(reply -> {
                    List<Appended> appended = new ArrayList<>(batches.size());
                    Refusals refusals = new Refusals();
                    for (int i = 0; i < batches.size(); i++) {
                        Appended behind = refusals.of(topic);
                        appended.add(
                                behind == null
                                        ? refusals.note(
                                                topic,
                                                appended(
                                                        batches.get(i),
                                                        reply.outcomes().get(i),
                                                        now))
                                        : behind);
                    }
                    return appended;
                })
                .recover(error -> refused(
                        batches,
                        error instanceof StreamError known
                                ? known
                                : new StreamError.OutcomeUnknown("journal: append failed", error)));
    }

    private static Future<List<Appended>> refused(List<Batch> batches, StreamError why) {
        return Future.succeededFuture(
                batches.stream().map(batch -> Appended.refused(why)).toList());
    }

    /** The owner keeps the records; the block that is relayed is made here, of the same bytes. */
    private static Appended appended(Batch batch, Reply.Outcome outcome, long now) {
        if (outcome.isRefused()) {
            return Appended.refused(new StreamError.Conflict(batch.topic(), batch.follows()));
        }
        if (outcome.kept() == 0) {
            return Appended.known(outcome.last());
        }
        int known = batch.count() - outcome.kept();
        Batch kept = known == 0 ? batch : batch.after(known);
        return Appended.kept(kept.stamp(outcome.first(), now));
    }
}
