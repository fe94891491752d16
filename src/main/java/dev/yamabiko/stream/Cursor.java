package dev.yamabiko.stream;

import java.util.ArrayDeque;
import java.util.Deque;

/** Where a subscription is in one topic. Used on the event loop of its lane only. */
final class Cursor {

    final Subscription owner;
    final LiveTopic live;

    /** Blocks ahead of {@link #next}, known from the journal's index: only while several topics catch up together. */
    final Deque<BlockInfo> ahead = new ArrayDeque<>(Subscription.FEW);

    /** Offset of the record to deliver next. */
    long next;

    /** Offset of the last record to deliver. */
    long until;

    /** True while the subscription has it in its queue. */
    boolean queued;

    Cursor(Subscription owner, LiveTopic live, long next, long until) {
        this.owner = owner;
        this.live = live;
        this.next = next;
        this.until = until;
    }

    Topic topic() {
        return live.topic();
    }

    /** True if there are records to deliver. */
    boolean behind() {
        return next <= end();
    }

    /** The last record to deliver that is known to exist. */
    long end() {
        return Math.min(until, live.last());
    }
}
