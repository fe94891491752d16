package dev.yamabiko.stream;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which topics take nothing more in one append to a journal: behind a batch that was refused, none is kept. One thread.
 */
public final class Refusals {

    private final Map<Topic, StreamError> refused = new HashMap<>();

    /** What a batch of this topic is refused with; null: none before it was. */
    public @Nullable Appended of(Topic topic) {
        StreamError why = refused.isEmpty() ? null : refused.get(topic);
        return why == null ? null : Appended.refused(why);
    }

    /** Notes what became of a batch, and hands it on. */
    public Appended note(Topic topic, Appended outcome) {
        if (outcome.refusal() != null) {
            refused.put(topic, outcome.refusal());
        }
        return outcome;
    }
}
