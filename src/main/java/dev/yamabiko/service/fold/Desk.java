package dev.yamabiko.service.fold;

import com.google.protobuf.MessageLite;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.IdempotencyKey;
import dev.yamabiko.stream.StreamError;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Where the commands for one fold are done, in order. It decides on what it knows, and the journal keeps that only if
 * the topic ends where it was thought to; otherwise the desk takes in what others have appended and decides again. So
 * any node may have a desk for the same fold. Used on the context of {@link Folds}.
 */
final class Desk<F extends Fold<R>, R extends MessageLite> {

    /** Somebody else came first so often that it is better to be told. */
    private static final int MOST_TRIES = 100;

    /** What nothing follows: asks whether records of a key are kept, and keeps none. */
    private static final long NOWHERE = Long.MAX_VALUE;

    /** Commands that are decided together. */
    private static final int MOST_TOGETHER = 256;

    private static final byte[] NOTHING = new byte[0];

    private final FoldKind<F, R> kind;
    private final Footing footing;
    private final FoldGauges gauges;
    private final Replica<F, R> replica;
    private final Deque<Turn<F, R, ?>> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean looping;
    private final Courtesy courtesy = new Courtesy();
    private long pauseMs;
    private int weighed;

    Desk(String id, FoldKind<F, R> kind, Footing footing, FoldGauges gauges) {
        this.kind = kind;
        this.footing = footing;
        this.gauges = gauges;
        this.replica = new Replica<>(id, kind, footing.journal());
    }

    /** Does it when those before it are done. */
    <A> Future<A> run(Command<F, R, A> command) {
        Turn<F, R, A> turn = new Turn<>(command);
        waiting.add(turn);
        next();
        return turn.future();
    }

    /** True while it has nothing to do. */
    boolean idle() {
        return !busy;
    }

    /** Weight of what it remembers, more than when it was asked last. */
    int grown() {
        int more = replica.weight() - weighed;
        weighed += more;
        return more;
    }

    /** Weight of what it was known to remember. */
    int weighed() {
        return weighed;
    }

    /** A block of its topic came to this node. */
    void arrived(Block block) {
        replica.arrived(block);
        if (!busy) {
            takeArrived();
        }
    }

    /** The journal has so much of its topic. */
    void heardOf(Extent extent) {
        if (!busy) {
            replica.heardOf(extent);
        }
    }

    /** A loop, because a round may be done before it has returned. */
    private void next() {
        if (looping) {
            return;
        }
        looping = true;
        while (!busy && !waiting.isEmpty()) {
            busy = true;
            begin();
        }
        looping = false;
    }

    /** What comes while the journal is read is not of this round: it may know of what is not in it. */
    private void begin() {
        takeArrived();
        boolean newest = !replica.fresh() || wantsNewest(waiting.element());
        List<Turn<F, R, ?>> turns = take(newest);
        Future<Void> read = newest ? replica.catchUp() : Future.succeededFuture();
        read.onSuccess(v -> attempt(turns, 1, newest)).onFailure(cause -> fail(turns, cause));
    }

    private static boolean wantsNewest(Turn<?, ?, ?> turn) {
        return turn.command().wantsNewest();
    }

    /** Those that can be decided together now, at least one. */
    private List<Turn<F, R, ?>> take(boolean newest) {
        List<Turn<F, R, ?>> turns = new ArrayList<>();
        turns.add(waiting.remove());
        while (!waiting.isEmpty()
                && turns.size() < MOST_TOGETHER
                && turns.get(0).joinable()
                && waiting.element().joinable()
                && (newest || !wantsNewest(waiting.element()))) {
            turns.add(waiting.remove());
        }
        return turns;
    }

    /** A fold that throws is at fault itself: this round fails, and the next one has a new one. */
    private void attempt(List<Turn<F, R, ?>> turns, int tries, boolean newest) {
        Round<F, R> round;
        try {
            F state = replica.state();
            F draft = turns.size() == 1 ? null : kind.draft(state);
            round = Round.decide(
                    turns, replica.topic(), state, draft, footing.clock().millis());
        } catch (RuntimeException broken) {
            replica.forget();
            fail(turns, broken);
            return;
        }
        giveBack(turns.subList(round.turns().size(), turns.size()));
        keep(round, tries, newest);
    }

    private void giveBack(List<Turn<F, R, ?>> turns) {
        for (int i = turns.size() - 1; i >= 0; i--) {
            waiting.addFirst(turns.get(i));
        }
    }

    private void keep(Round<F, R> round, int tries, boolean newest) {
        if (!newest && round.wantsProof()) {
            again(round, tries, true);
        } else if (round.mayBeKept()) {
            findKept(round);
        } else if (round.batch().count() == 0) {
            answer(round);
        } else {
            append(round, tries);
        }
    }

    private void append(Round<F, R> round, int tries) {
        IdempotencyKey key = round.first().command().key();
        Batch batch = round.batch().following(replica.state().last());
        long begun = footing.clock().millis();
        footing.appender().append(key == null ? batch : batch.keyed(key)).onComplete(done -> {
            if (done.failed()) {
                refused(round, done.cause(), tries);
                return;
            }
            long now = footing.clock().millis();
            pauseMs = courtesy.pauseMs(now, now - begun, !waiting.isEmpty());
            if (round.follows(replica.state(), done.result())) {
                answer(round);
            } else {
                replica.doubt();
                round.first().answer(replica.state(), done.result());
                done();
            }
        });
    }

    private void answer(Round<F, R> round) {
        try {
            round.answer(replica);
        } catch (RuntimeException broken) {
            replica.forget();
            fail(round.turns(), broken);
            return;
        }
        done();
    }

    private void refused(Round<F, R> round, Throwable error, int tries) {
        if (!(error instanceof StreamError.Conflict) || tries >= MOST_TRIES) {
            replica.doubt();
            fail(round.turns(), error);
            return;
        }
        gauges.conflicts().increment();
        courtesy.sawOthers(footing.clock().millis());
        again(round, tries + 1, !(replica.takeArrived() && replica.fresh()));
    }

    private void again(Round<F, R> round, int tries, boolean newest) {
        Future<Void> read = newest ? replica.catchUp() : Future.succeededFuture();
        read.onSuccess(v -> attempt(round.turns(), tries, newest)).onFailure(cause -> fail(round.turns(), cause));
    }

    private void fail(List<Turn<F, R, ?>> turns, Throwable error) {
        turns.forEach(turn -> turn.fail(error));
        done();
    }

    /** What was kept before under a key has its offset, however full the fold is now. */
    private void findKept(Round<F, R> round) {
        Turn<F, R, ?> turn = round.first();
        IdempotencyKey key = turn.command().key();
        Batch batch =
                Batch.of(replica.topic(), footing.clock().millis(), NOTHING).following(NOWHERE);
        footing.appender().append(key == null ? batch : batch.keyed(key)).onComplete(done -> {
            if (done.succeeded()) {
                turn.answerKept(replica.state(), done.result());
            } else if (done.cause() instanceof StreamError.Conflict) {
                turn.answer(replica.state(), 0);
            } else {
                turn.fail(done.cause());
            }
            done();
        });
    }

    private void done() {
        if (pauseMs > 0) {
            footing.vertx().setTimer(pauseMs, timer -> rested());
            pauseMs = 0;
        } else {
            rested();
        }
    }

    private void rested() {
        busy = false;
        takeArrived();
        next();
    }

    private void takeArrived() {
        if (replica.takeArrived()) {
            courtesy.sawOthers(footing.clock().millis());
        }
    }
}
