package dev.yamabiko.service.fold;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command, what it has decided, and who waits for its answer. Used on the context of {@link Folds}. */
final class Turn<F, R, A> {

    private final Command<F, R, A> command;
    private final Promise<A> promise = Promise.promise();
    private List<R> records = List.of();
    private @Nullable Throwable refusal;

    Turn(Command<F, R, A> command) {
        this.command = command;
    }

    Command<F, R, A> command() {
        return command;
    }

    Future<A> future() {
        return promise.future();
    }

    /** True if others may be kept by the same append. */
    boolean joinable() {
        return command.key() == null;
    }

    void decide(F state, long now) {
        records = List.of();
        refusal = null;
        try {
            records = command.decide(state, now);
        } catch (RuntimeException refused) {
            refusal = refused;
        }
    }

    List<R> records() {
        return records;
    }

    /** Why it was not decided; null: it was. */
    @Nullable
    Throwable refusal() {
        return refusal;
    }

    void answer(F state, long offset) {
        if (refusal == null) {
            answerKept(state, offset);
        } else {
            promise.tryFail(refusal);
        }
    }

    /** Whatever it has decided now, it is kept since earlier. */
    void answerKept(F state, long offset) {
        A answer;
        try {
            answer = command.answer(state, offset);
        } catch (RuntimeException broken) {
            promise.tryFail(broken);
            return;
        }
        promise.tryComplete(answer);
    }

    void fail(Throwable error) {
        promise.tryFail(error);
    }
}
