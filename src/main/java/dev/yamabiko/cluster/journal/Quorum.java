package dev.yamabiko.cluster.journal;

/**
 * How many members must agree before one of them decides anything. Counts from the size of the last view that was
 * settled: it grows at once, shrinks at once when a member has said that it leaves, and otherwise only when those that
 * are left have stood firm for a while. Half is enough, because of two members nobody could tell a dead one from one
 * that is cut off; but not for a member that has slept, which is the one to doubt. Used by one thread.
 */
final class Quorum {

    private final long settleNanos;
    private int settled = 1;
    private int present = 1;
    private long since;
    private boolean slept;

    /** {@code settleNanos}: how long a view must last before what is missing in it no longer counts. */
    Quorum(long settleNanos) {
        this.settleNanos = settleNanos;
    }

    /** So many members are here now, this one included. */
    void present(int members, long now) {
        if (members != present) {
            since = now;
        }
        present = members;
        settled = Math.max(settled, members);
    }

    /** One has left as it had said. */
    void left() {
        settled = Math.max(1, settled - 1);
    }

    /** This member was not running for so long that others may have given it up. */
    void slept() {
        slept = settled > 1;
    }

    /** Whether so many of one mind may decide, this one included. */
    boolean enough(int agreeing) {
        return slept ? 2 * agreeing > settled : 2 * agreeing >= settled;
    }

    /** So many are of one mind. */
    void agreed(int agreeing) {
        if (2 * agreeing > settled) {
            slept = false;
        }
    }

    /** Called now and then while this member may decide. */
    void settle(long now) {
        if (present < settled && now - since >= settleNanos) {
            settled = present;
        }
    }

    /** Another cluster was joined. */
    void begin(int members, long now) {
        settled = members;
        present = members;
        since = now;
        slept = false;
    }
}
