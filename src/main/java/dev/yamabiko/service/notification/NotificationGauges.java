package dev.yamabiko.service.notification;

import dev.yamabiko.proto.notification.v1.Notification;
import dev.yamabiko.stream.Gauges;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a node counts of notifications. Thread-safe.
 *
 * @param queued put into a queue
 * @param broadcast sent to all
 * @param dropped from a full queue
 * @param refused by a full queue
 * @param acknowledged acknowledgements kept
 */
record NotificationGauges(
        LongAdder queued, LongAdder broadcast, LongAdder dropped, LongAdder refused, LongAdder acknowledged) {

    static NotificationGauges in(Gauges gauges) {
        return new NotificationGauges(
                gauges.of("notifications_queued"),
                gauges.of("notifications_broadcast"),
                gauges.of("notifications_dropped"),
                gauges.of("notifications_refused"),
                gauges.of("notifications_acknowledged"));
    }

    /** A record is kept in a queue. */
    void kept(Notification record) {
        if (record.hasAcknowledgement()) {
            acknowledged.increment();
        } else {
            queued.increment();
            dropped.add(record.getDroppedCount());
        }
    }
}
