package dev.yamabiko.stream;

/**
 * Bounds of the core, each from the configuration.
 *
 * @param blockBytes largest block that several appends are joined into: a few HTTP/2 frames, so that one write carries
 *     many records and a stalled stream holds little; a larger single batch still becomes one block
 * @param pendingBytes encoded bytes that may wait for a commit before producers are paused; twice that is refused
 * @param windowBytes newest blocks an event loop keeps for its subscriptions, over all topics
 * @param readBytes blocks a subscription reads from the journal at a time
 * @param tailCheckMs how often a topic's tail is looked at, for a last block that the relay lost
 * @param journalLostMs how long the journal may not answer before its readers are sent elsewhere
 */
public record StreamLimits(
        int blockBytes, long pendingBytes, long windowBytes, int readBytes, long tailCheckMs, long journalLostMs) {

    /** What {@code conf/hub.yaml} says by default. */
    public static final StreamLimits DEFAULT = new StreamLimits(32 << 10, 16 << 20, 16 << 20, 256 << 10, 1_000, 10_000);
}
