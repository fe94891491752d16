package dev.yamabiko.service.chat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which users are in which rooms through this node, by how many streams; those whose last one was lost linger for a
 * while. There are as many as streams hold, and hardly more. Thread-safe.
 */
final class Holdings {

    private static final long NOT_LEFT = Long.MAX_VALUE;

    private final Map<String, Held> rooms = new ConcurrentHashMap<>();
    private final LongAdder gauge;

    /** {@code gauge}: how many there are. */
    Holdings(LongAdder gauge) {
        this.gauge = gauge;
    }

    /**
     * A user in a room.
     *
     * @param displayName what the user wants to be called
     * @param streams how many hold it
     * @param joined true once the room's topic says so
     * @param until when the user has left, milliseconds since the epoch
     */
    private record Holding(String displayName, int streams, boolean joined, long until) {}

    /** A room with users. Immutable. */
    private record Held(Runnable endUse, Map<String, Holding> users) {

        Held with(String user, Holding holding) {
            Map<String, Holding> changed = new HashMap<>(users);
            changed.put(user, holding);
            return new Held(endUse, changed);
        }

        Held after(long now) {
            Map<String, Holding> changed = new HashMap<>(users);
            changed.values().removeIf(holding -> holding.until() <= now);
            return new Held(endUse, changed);
        }
    }

    /** One more stream holds a user in a room; {@code use}: begins to use a room, and says how that is ended. */
    void add(String room, String user, String displayName, Function<String, Runnable> use) {
        rooms.compute(room, (name, held) -> {
            Held before = held == null ? new Held(use.apply(room), Map.of()) : held;
            Holding known = before.users().get(user);
            if (known == null) {
                gauge.increment();
                return before.with(user, new Holding(displayName, 1, false, NOT_LEFT));
            }
            return before.with(user, new Holding(known.displayName(), known.streams() + 1, known.joined(), NOT_LEFT));
        });
    }

    /** The topic of the room says that the user is there. */
    void joined(String room, String user) {
        rooms.computeIfPresent(room, (name, held) -> {
            Holding known = held.users().get(user);
            return known == null
                    ? held
                    : held.with(user, new Holding(known.displayName(), known.streams(), true, known.until()));
        });
    }

    /** One stream less holds the user; after the last one the user stays until then, milliseconds since the epoch. */
    void remove(String room, String user, long until) {
        rooms.computeIfPresent(room, (name, held) -> {
            Holding known = held.users().get(user);
            return known == null
                    ? held
                    : held.with(
                            user,
                            new Holding(
                                    known.displayName(),
                                    known.streams() - 1,
                                    known.joined(),
                                    known.streams() == 1 ? until : NOT_LEFT));
        });
    }

    /** True if a user is in a room through this node. */
    boolean holds(String room, String user, long now) {
        Held held = rooms.get(room);
        Holding known = held == null ? null : held.users().get(user);
        return known != null && known.until() > now;
    }

    /** Everyone in a room through this node, also those of whom the topic need not say so yet. */
    Set<String> present(String room, long now) {
        Held held = rooms.get(room);
        return held == null ? Set.of() : Set.copyOf(held.after(now).users().keySet());
    }

    /** Those of whom the topic of the room is to say that they are there, with their display names. */
    Map<String, String> joined(String room, long now) {
        Held held = rooms.get(room);
        return held == null
                ? Map.of()
                : held.after(now).users().entrySet().stream()
                        .filter(user -> user.getValue().joined())
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, user -> user.getValue().displayName()));
    }

    /** The topic of a room says who was there at that time: forgets who had left by then. */
    void settled(String room, long now) {
        rooms.computeIfPresent(room, (name, held) -> left(held, held.after(now)));
    }

    private @Nullable Held left(Held before, Held after) {
        gauge.add(after.users().size() - before.users().size());
        if (after.users().isEmpty()) {
            after.endUse().run();
            return null;
        }
        return after;
    }
}
