package dev.yamabiko.chaos.rig;

import java.util.concurrent.atomic.AtomicInteger;

/** What one call sent to one topic: consecutive numbers of one writer. Thread-safe. */
public final class Sent {

    private final String topic;
    private final int writer;
    private final long first;
    private final AtomicInteger count = new AtomicInteger();
    private volatile String epoch = "";
    private volatile long lastOffset;
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

    /**
     * The hub has said that all of them are kept.
     *
     * @param in epoch in which it said so, or an earlier one
     * @param offset what it said is the offset of the last one; 0 if it did not
     */
    public Sent acknowledge(String in, long offset) {
        epoch = in;
        lastOffset = offset;
        return acknowledge();
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

    /** The last number. */
    public long last() {
        return first + count() - 1;
    }

    /** How many. */
    public int count() {
        return count.get();
    }

    /** Whether the hub has said that they are kept. */
    public boolean acknowledged() {
        return acknowledged;
    }

    /** Offset of the last one as acknowledged; 0 if the hub did not say. */
    public long lastOffset() {
        return lastOffset;
    }

    /** Whether a history of that epoch must hold them. */
    public boolean keptIn(String current) {
        return acknowledged && (epoch.isEmpty() || current.isEmpty() || epoch.equals(current));
    }
}
