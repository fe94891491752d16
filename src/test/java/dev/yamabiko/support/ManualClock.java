package dev.yamabiko.support;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is told to move, or goes on whenever it is read. Thread-safe. */
public final class ManualClock extends Clock {

    private final AtomicLong millis;
    private volatile boolean ticking;

    public ManualClock(long millis) {
        this.millis = new AtomicLong(millis);
    }

    /** Moves on by so many milliseconds. */
    public void advance(long byMillis) {
        millis.addAndGet(byMillis);
    }

    /** Says from now on that it is a millisecond later than it has said before: no two have read the same time. */
    public void tick() {
        ticking = true;
    }

    @Override
    public long millis() {
        return ticking ? millis.incrementAndGet() : millis.get();
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
