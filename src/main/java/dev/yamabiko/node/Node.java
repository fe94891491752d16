package dev.yamabiko.node;

/**
 * One node of the hub, as it last said of itself. Immutable.
 *
 * @param id identity, for the life of its process
 * @param address where clients reach it, {@code host:port}
 * @param version version of its software
 * @param state what it is up to
 * @param load how much it has to do
 */
public record Node(String id, String address, String version, State state, Load load) {

    /** What a node is up to. */
    public enum State {
        /** Takes calls. */
        SERVING,
        /** There, but not ready for calls: starting, or without a journal that takes appends. */
        NOT_SERVING,
        /** Going away: sends its clients elsewhere. */
        DRAINING,
        /** A member that has not been heard for a while: frozen, or cut off. */
        SILENT
    }

    /**
     * How much a node has to do.
     *
     * @param connections open connections
     * @param calls open calls
     * @param subscriptions open subscriptions
     * @param recordsAppended records it has appended since it started
     */
    public record Load(long connections, long calls, long subscriptions, long recordsAppended) {}
}
