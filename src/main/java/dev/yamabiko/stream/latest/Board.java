package dev.yamabiko.stream.latest;

import dev.yamabiko.stream.Block;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * The newest value of each key of one latest topic, as one node that reads it has heard, whichever nodes they come
 * from. Values that nobody refreshes expire; keys beyond the bound are refused. Used on one context.
 */
final class Board {

    /** Three refreshes of {@link LatestSource} may be lost. */
    static final long EXPIRY_MS = 3 * LatestSource.REFRESH_MS + 5_000;

    private final Clock clock;
    private final int maxKeys;
    private final LongAdder refused;
    private final Map<String, Held> held = new HashMap<>();
    private final Map<KeyFilter, View> views = new HashMap<>();

    private static final class Held {
        private LatestValue value;
        private long heardAt;
        private final List<View> views = new ArrayList<>();

        Held(LatestValue value) {
            this.value = value;
        }
    }

    /** {@code refused}: counts values of keys for which there was no room. */
    Board(Clock clock, int maxKeys, LongAdder refused) {
        this.clock = clock;
        this.maxKeys = maxKeys;
        this.refused = refused;
    }

    /** Takes in values; {@link #show} shows them. */
    void take(Block block) {
        long now = clock.millis();
        for (LatestValue value : ValueBlock.decode(block)) {
            Held known = held.get(value.key());
            if (known == null && held.size() >= maxKeys) {
                refused.increment();
            } else if (known == null) {
                put(hold(value), value, now);
            } else if (known.value.version() < value.version()) {
                put(known, value, now);
            } else {
                known.heardAt = now;
            }
        }
    }

    /** Shows readers what is news to them. */
    void show() {
        views.values().forEach(View::show);
    }

    /** What a filter takes; there is one view for equal filters. */
    View view(KeyFilter filter) {
        return views.computeIfAbsent(filter, this::open);
    }

    /** Closes views that nobody reads. */
    void closeUnread() {
        views.values().removeIf(view -> {
            if (!view.isRead()) {
                held.values().forEach(value -> value.views.remove(view));
            }
            return !view.isRead();
        });
    }

    boolean isRead() {
        return !views.isEmpty();
    }

    /** Forgets what was not heard for a while. */
    void expire() {
        long before = clock.millis() - EXPIRY_MS;
        for (Iterator<Held> all = held.values().iterator(); all.hasNext(); ) {
            Held value = all.next();
            if (value.heardAt < before) {
                all.remove();
                value.views.forEach(view -> view.remove(value.value.key()));
            }
        }
    }

    private Held hold(LatestValue value) {
        Held fresh = new Held(value);
        views.values().stream().filter(view -> view.takes(value.key())).forEach(fresh.views::add);
        held.put(value.key(), fresh);
        return fresh;
    }

    private static void put(Held held, LatestValue value, long now) {
        held.value = value;
        held.heardAt = now;
        held.views.forEach(view -> view.put(value));
    }

    private View open(KeyFilter filter) {
        View view = new View(filter);
        for (Held value : held.values()) {
            if (view.takes(value.value.key())) {
                value.views.add(view);
                view.put(value.value);
            }
        }
        return view;
    }
}
