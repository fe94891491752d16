package dev.yamabiko.gateway.limit;

import dev.yamabiko.config.QuotaConfig;
import io.github.bucket4j.TimeMeter;
import java.util.concurrent.TimeUnit;

/**
 * What a call has used in one direction and not yet paid for. Accounts are shared by many calls on all event loops, and
 * asked for what has come together, not for every block. Used on one event loop.
 */
final class Tab {

    /** Paid when it comes to this part of what one second brings. */
    private static final int PART_OF_A_SECOND = 50;

    /** Paid when it is older. */
    private static final long OLDEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private long mostRecords = Long.MAX_VALUE;
    private long mostBytes = Long.MAX_VALUE;
    private long since;
    private long records;
    private long bytes;

    /** One more account is to be paid: it is so in time for its rates. */
    void keepTo(QuotaConfig bounds) {
        mostRecords = Math.min(mostRecords, part(bounds.recordsPerSecond()));
        mostBytes = Math.min(mostBytes, part(bounds.bytesPerSecond()));
    }

    /** Adds to it; true: it is to be paid now. */
    boolean add(int moreRecords, int moreBytes, TimeMeter time) {
        records += moreRecords;
        bytes += moreBytes;
        return records >= mostRecords || bytes >= mostBytes || time.currentTimeNanos() - since >= OLDEST_NANOS;
    }

    long records() {
        return records;
    }

    long bytes() {
        return bytes;
    }

    /** It has been paid. */
    void clear(TimeMeter time) {
        records = 0;
        bytes = 0;
        since = time.currentTimeNanos();
    }

    private static long part(long perSecond) {
        return perSecond == 0 ? Long.MAX_VALUE : Math.max(1, perSecond / PART_OF_A_SECOND);
    }
}
