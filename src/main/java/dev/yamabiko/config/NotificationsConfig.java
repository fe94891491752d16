package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

import java.util.Set;

/**
 * The notification service.
 *
 * @param capacity notifications that may be pending for one user
 * @param overflow what happens to one more: {@code refuse}, {@code drop-oldest} or {@code drop-lowest}
 * @param broadcasts newest notifications to all that are kept
 * @param retentionHours age up to which notifications are kept; 0: no bound
 * @param historyRecords records kept of one user, those acknowledged or dropped included; 0: no bound
 * @param remembered pending notifications that a node has in memory, over all users
 * @param waiting calls that may wait for their turn with a queue
 */
public record NotificationsConfig(
        int capacity,
        String overflow,
        int broadcasts,
        long retentionHours,
        long historyRecords,
        int remembered,
        int waiting) {

    private static final Set<String> POLICIES = Set.of("refuse", "drop-oldest", "drop-lowest");

    /** What holds when nothing is said. */
    public static final NotificationsConfig DEFAULT =
            new NotificationsConfig(1_000, "drop-oldest", 1_000, 30 * 24, 10_000, 200_000, 20_000);

    /** Refuses values that cannot be. */
    public NotificationsConfig {
        check(capacity >= 1 && capacity <= 100_000, "notifications.capacity", capacity, "1 to 100000");
        check(POLICIES.contains(overflow), "notifications.overflow", overflow, "refuse, drop-oldest or drop-lowest");
        check(broadcasts >= 1, "notifications.broadcasts", broadcasts, "1 or more");
        check(retentionHours >= 0, "notifications.retention-hours", retentionHours, "0 or more");
        check(
                historyRecords == 0 || historyRecords >= 2L * capacity,
                "notifications.history-records",
                historyRecords,
                "0, or at least twice notifications.capacity");
        check(remembered >= 0, "notifications.remembered", remembered, "0 or more");
        check(waiting >= 1, "notifications.waiting", waiting, "1 or more");
    }
}
