package dev.yamabiko.bench.load;

/**
 * Followers to open: each reads, on a stream of its own, every record written from now on.
 *
 * @param streams how many
 * @param connections over which they are spread evenly, not more than streams
 * @param marked only marked records
 * @param reading false: the client never gives back what its windows first allowed
 * @param timed records how long each record took
 */
public record Follow(int streams, int connections, boolean marked, boolean reading, boolean timed) {

    public Follow {
        connections = Math.min(connections, streams);
    }

    /** Followers of everything. */
    public static Follow all(int streams, int connections) {
        return new Follow(streams, connections, false, true, false);
    }

    /** Followers of the marked records. */
    public static Follow marked(int streams, int connections) {
        return new Follow(streams, connections, true, true, false);
    }

    /** Followers that record latencies. */
    public static Follow timed(int streams, int connections) {
        return new Follow(streams, connections, false, true, true);
    }

    /** Followers that open a stream and never read it. */
    public static Follow stalled(int streams, int connections) {
        return new Follow(streams, connections, false, false, false);
    }

    /** How many of them are on a connection. */
    int on(int connection) {
        return streams / connections + (connection < streams % connections ? 1 : 0);
    }

    /** From one record to the next, in sequence numbers. */
    int step() {
        return marked ? Payload.MARKED_ONE_OF : 1;
    }
}
