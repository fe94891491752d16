package dev.yamabiko.service.fold;

import java.util.List;

/** Looks at a fold, as new as the journal, and leaves it as it is. For one look. */
public final class Look<F, R, A> implements Command<F, R, A> {

    private final View<F, A> view;
    private long now;

    /** {@code view}: what is to be seen. */
    public Look(View<F, A> view) {
        this.view = view;
    }

    /** What is to be seen of a fold. */
    @FunctionalInterface
    public interface View<F, A> {

        /** A copy, where that can change; {@code now}: milliseconds since the epoch. */
        A of(F state, long now);
    }

    @Override
    public boolean wantsNewest() {
        return true;
    }

    @Override
    public List<R> decide(F state, long time) {
        now = time;
        return List.of();
    }

    @Override
    public A answer(F state, long offset) {
        return view.of(state, now);
    }
}
