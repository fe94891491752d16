package dev.yamabiko.service.fold;

import com.google.protobuf.MessageLite;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commands that are decided together: what they have decided is one batch, kept as a whole or not at all. Used on the
 * context of {@link Folds}.
 */
final class Round<F extends Fold<R>, R extends MessageLite> {

    /** No further command is decided together with what has so many bytes. */
    private static final int ENOUGH_BYTES = 256 << 10;

    private static final byte[] NOTHING = new byte[0];

    private final List<Turn<F, R, ?>> turns;
    private final Batch batch;

    private Round(List<Turn<F, R, ?>> turns, Batch batch) {
        this.turns = turns;
        this.batch = batch;
    }

    /**
     * Lets as many decide as belong together, at least the first.
     *
     * @param state what is known
     * @param draft a copy of it to decide on; null: the first to append something is the last
     * @param now milliseconds since the epoch
     */
    static <F extends Fold<R>, R extends MessageLite> Round<F, R> decide(
            List<Turn<F, R, ?>> turns, Topic topic, F state, @Nullable F draft, long now) {
        Batch batch = new Batch(topic);
        long last = state.last();
        int decided = 0;
        while (decided < turns.size() && (decided == 0 || hasRoom(batch, draft != null))) {
            Turn<F, R, ?> turn = turns.get(decided++);
            turn.decide(draft == null ? state : draft, now);
            for (R record : turn.records()) {
                byte[] bytes = record.toByteArray();
                batch.add(now, bytes, 0, bytes.length, NOTHING, 0);
                if (draft != null) {
                    draft.replay(++last, record);
                }
            }
        }
        return new Round<>(List.copyOf(turns.subList(0, decided)), batch);
    }

    private static boolean hasRoom(Batch batch, boolean drafts) {
        return drafts ? batch.length() <= ENOUGH_BYTES : batch.count() == 0;
    }

    /** Those that have decided. */
    List<Turn<F, R, ?>> turns() {
        return turns;
    }

    /** The first of them; with a key, it is the only one. */
    Turn<F, R, ?> first() {
        return turns.get(0);
    }

    /** What they have decided to append. */
    Batch batch() {
        return batch;
    }

    /** True if it appends nothing, and what was known may have been too little to go by. */
    boolean wantsProof() {
        return batch.count() == 0
                && turns.stream().anyMatch(turn -> turn.command().wantsProof());
    }

    /** True if it is refused for want of room what may be kept since earlier. */
    boolean mayBeKept() {
        return first().command().retried() && first().refusal() instanceof StreamError.LimitReached;
    }

    /** True if it was kept as it is, behind what is known, where the last record has this offset now. */
    boolean follows(F state, long last) {
        return !first().command().retried() && last == state.last() + batch.count();
    }

    /** Takes in what is kept, and answers each. */
    void answer(Replica<F, R> replica) {
        long last = replica.state().last();
        for (Turn<F, R, ?> turn : turns) {
            for (R record : turn.records()) {
                replica.add(++last, record);
            }
            turn.answer(replica.state(), turn.records().isEmpty() ? 0 : last);
        }
    }
}
