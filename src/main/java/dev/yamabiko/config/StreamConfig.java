package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

/**
 * Bounds of the streaming core.
 *
 * @param blockBytes largest block that several appends are joined into
 * @param pendingBytes bytes that may wait for a commit before producers are paused; twice that is refused
 * @param windowBytes newest blocks an event loop keeps for its readers, over all topics
 * @param readBytes what a reader that catches up reads from the journal at a time
 * @param maxTopics topics of the hub
 * @param latestKeys keys of a topic that keeps the newest value of each; further ones are refused
 * @param tailCheckMs how often readers compare themselves with the journal's tail, milliseconds
 * @param journalLostMs how long the journal may not answer before its readers are sent elsewhere, milliseconds
 */
public record StreamConfig(
        int blockBytes,
        long pendingBytes,
        long windowBytes,
        int readBytes,
        int maxTopics,
        int latestKeys,
        long tailCheckMs,
        long journalLostMs) {

    /** What holds when nothing is said. */
    public static final StreamConfig DEFAULT =
            new StreamConfig(32 << 10, 16 << 20, 16 << 20, 256 << 10, 20_000, 200_000, 1_000, 10_000);

    /** Refuses values that cannot be. */
    public StreamConfig {
        check(blockBytes >= 1_024, "stream.block-bytes", blockBytes, "1024 or more");
        check(pendingBytes >= blockBytes, "stream.pending-bytes", pendingBytes, "at least stream.block-bytes");
        check(windowBytes >= blockBytes, "stream.window-bytes", windowBytes, "at least stream.block-bytes");
        check(readBytes >= 1_024, "stream.read-bytes", readBytes, "1024 or more");
        check(maxTopics > 0, "stream.max-topics", maxTopics, "1 or more");
        check(latestKeys > 0, "stream.latest-keys", latestKeys, "1 or more");
        check(tailCheckMs >= 10, "stream.tail-check-ms", tailCheckMs, "10 or more");
        check(journalLostMs >= tailCheckMs, "stream.journal-lost-ms", journalLostMs, "at least stream.tail-check-ms");
    }
}
