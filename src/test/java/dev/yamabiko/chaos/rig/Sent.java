package dev.yamabiko.chaos.rig;

import java.util.concurrent.atomic.AtomicInteger;

/** What one call sent to one topic: consecutive numbers of one writer. Thread-safe. */
public final class Sent {

    private final String topic;
    private final int writer;
    private final long first;
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean acknowledged;

    /** Nothing yet; numbers begin with {@code first}. */
    public Sent(String topic, int writer, long first) {
        this.topic = topic;
        this.writer = writer;
        this.first = first;
    }

    /** The next numbers are on their way, or may be. */
    public Sent add(int more) {
        count.addAndGet(more);
        return this;
    }

    /** The hub has said that all of them are kept. */
    public Sent acknowledge() {
        acknowledged = true;
        return this;
    }

    /** Where they went. */
    public String topic() {
        return topic;
    }

    /** Who sent them. */
    public int writer() {
        return writer;
    }

    /** The first number. */
    public long first() {
        return first;
    }

    /** How many. */
    public int count() {
        return count.get();
    }

    /** Whether the hub has said that they are kept. */
    public boolean acknowledged() {
        return acknowledged;
    }
}
