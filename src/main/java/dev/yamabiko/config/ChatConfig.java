package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

/**
 * The chat service.
 *
 * @param contentBytes bytes of what is said at once
 * @param messagesPerSecond messages of one user a second, over all streams of a node, in the long run
 * @param burst messages of one user at once
 * @param roomUsers users in a room
 * @param roomsPerStream rooms of one stream
 * @param lingerMs how long a user whose connection was lost is still in its rooms
 * @param typingMs how long somebody is typing who does not say so again
 * @param retentionHours age up to which messages are kept; 0: no bound
 * @param historyMessages messages kept of one room; 0: no bound
 * @param remembered users that a node has in memory, beyond those of rooms in use
 * @param waiting calls that may wait for their turn with a room
 */
public record ChatConfig(
        int contentBytes,
        int messagesPerSecond,
        int burst,
        int roomUsers,
        int roomsPerStream,
        long lingerMs,
        long typingMs,
        long retentionHours,
        long historyMessages,
        int remembered,
        int waiting) {

    /** What holds when nothing is said. */
    public static final ChatConfig DEFAULT =
            new ChatConfig(16_384, 20, 100, 1_000, 50, 3_000, 6_000, 30 * 24, 0, 100_000, 20_000);

    /** Refuses values that cannot be. */
    public ChatConfig {
        check(contentBytes >= 1 && contentBytes <= 524_288, "chat.content-bytes", contentBytes, "1 to 524288");
        check(
                messagesPerSecond >= 1 && messagesPerSecond <= 1_000_000,
                "chat.messages-per-second",
                messagesPerSecond,
                "1 to 1000000");
        check(burst >= 1 && burst <= 1_000_000, "chat.burst", burst, "1 to 1000000");
        check(roomUsers >= 1 && roomUsers <= 10_000, "chat.room-users", roomUsers, "1 to 10000");
        check(roomsPerStream >= 1 && roomsPerStream <= 1_000, "chat.rooms-per-stream", roomsPerStream, "1 to 1000");
        check(lingerMs >= 0 && lingerMs <= 60_000, "chat.linger-ms", lingerMs, "0 to 60000");
        check(typingMs >= 500 && typingMs <= 60_000, "chat.typing-ms", typingMs, "500 to 60000");
        check(retentionHours >= 0, "chat.retention-hours", retentionHours, "0 or more");
        check(historyMessages >= 0, "chat.history-messages", historyMessages, "0 or more");
        check(remembered >= 0, "chat.remembered", remembered, "0 or more");
        check(waiting >= 1, "chat.waiting", waiting, "1 or more");
    }
}
