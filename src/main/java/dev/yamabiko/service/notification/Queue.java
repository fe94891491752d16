package dev.yamabiko.service.notification;

import dev.yamabiko.proto.notification.v1.Acknowledgement;
import dev.yamabiko.proto.notification.v1.Notification;
import dev.yamabiko.service.fold.Fold;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a user has waiting: a fold of the user's topic, record by record, the same whether a record was just appended or
 * is read again after a restart. It decides what a command adds to the topic, and changes by {@link #replay} alone.
 * Without I/O; used by one thread.
 */
final class Queue implements Fold<Notification> {

    private static final Comparator<Map.Entry<Long, Pending>> LOWEST = Comparator.comparingInt(
                    (Map.Entry<Long, Pending> entry) -> entry.getValue().priority())
            .thenComparing(Map.Entry::getKey);

    private final QueueRules rules;
    private final TreeMap<Long, Pending> pending = new TreeMap<>();
    private long last;
    private long acknowledged;
    private long broadcastAcknowledged;
    private long dropped;
    private long lastDropped;

    /** Of a user to whom nothing was sent. */
    Queue(QueueRules rules) {
        this.rules = rules;
    }

    /** A notification that waits. */
    private record Pending(int priority, long time) {}

    @Override
    public void replay(long offset, Notification kept) {
        last = Math.max(last, offset);
        if (kept.hasAcknowledgement()) {
            acknowledge(kept.getAcknowledgement());
            return;
        }
        kept.getDroppedList().forEach(this::drop);
        if (offset > acknowledged) {
            pending.put(offset, new Pending(kept.getPriority(), kept.getTimestamp()));
        }
    }

    @Override
    public void trim(long earliest) {
        pending.headMap(earliest, false).clear();
        last = Math.max(last, earliest - 1);
    }

    /** A notification is too old to wait. */
    void expire(long now) {
        if (rules.maxAgeMs() > 0) {
            while (!pending.isEmpty() && pending.firstEntry().getValue().time() < now - rules.maxAgeMs()) {
                pending.pollFirstEntry();
            }
        }
    }

    /**
     * What to append so that this is sent: the notification, with what it drops.
     *
     * @return null: the queue takes nothing
     */
    @Nullable
    Notification send(Notification notification) {
        List<Long> victims = new ArrayList<>();
        if (pending.size() >= rules.capacity()) {
            if (!makesRoom(notification.getPriority())) {
                return null;
            }
            int most = pending.size() + 1 - rules.capacity();
            (rules.overflow() == Overflow.DROP_OLDEST
                            ? pending.keySet().stream()
                            : pending.entrySet().stream().sorted(LOWEST).map(Map.Entry::getKey))
                    .limit(most)
                    .forEach(victims::add);
        }
        return victims.isEmpty()
                ? notification
                : notification.toBuilder().addAllDropped(victims).build();
    }

    private boolean makesRoom(int priority) {
        return switch (rules.overflow()) {
            case REFUSE -> false;
            case DROP_OLDEST -> true;
            case DROP_LOWEST -> pending.values().stream().anyMatch(waiting -> waiting.priority() <= priority);
        };
    }

    /** What to append so that the user has come so far; null: that is known. */
    @Nullable
    Notification acknowledgement(long offset, long broadcastOffset) {
        if (offset <= acknowledged && broadcastOffset <= broadcastAcknowledged) {
            return null;
        }
        return Notification.newBuilder()
                .setAcknowledgement(Acknowledgement.newBuilder()
                        .setOffset(Math.max(offset, acknowledged))
                        .setBroadcastOffset(Math.max(broadcastOffset, broadcastAcknowledged)))
                .build();
    }

    private void acknowledge(Acknowledgement how) {
        acknowledged = Math.max(acknowledged, how.getOffset());
        broadcastAcknowledged = Math.max(broadcastAcknowledged, how.getBroadcastOffset());
        pending.headMap(acknowledged, true).clear();
        if (acknowledged >= lastDropped) {
            dropped = 0;
        }
    }

    private void drop(long offset) {
        pending.remove(offset);
        if (offset > acknowledged) {
            dropped++;
            lastDropped = Math.max(lastDropped, offset);
        }
    }

    @Override
    public long last() {
        return last;
    }

    /** How many wait. */
    @Override
    public int weight() {
        return pending.size();
    }

    /** The queue now. */
    QueueView view() {
        boolean holes = !pending.isEmpty() && lastDropped > pending.firstKey();
        return new QueueView(
                last,
                acknowledged,
                broadcastAcknowledged,
                pending.size(),
                pending.isEmpty() ? 0 : pending.firstEntry().getValue().time(),
                pending.isEmpty() ? last : pending.firstKey() - 1,
                dropped,
                holes ? List.copyOf(pending.keySet()) : List.of());
    }
}
