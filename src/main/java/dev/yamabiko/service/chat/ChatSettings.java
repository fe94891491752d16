package dev.yamabiko.service.chat;

/**
 * What holds for every room and every stream.
 *
 * @param contentBytes most bytes of what is said at once
 * @param perSecond messages of a user a second, in the long run
 * @param burst messages of a user at once
 * @param roomUsers most users in a room
 * @param roomsPerStream most rooms of one stream
 * @param lingerMs how long a user whose stream was lost is still in its rooms
 * @param typingMs how long somebody is typing who does not say so again
 * @param inboundBytes bytes of a stream that may wait to be stored before its client is paused
 */
public record ChatSettings(
        int contentBytes,
        int perSecond,
        int burst,
        int roomUsers,
        int roomsPerStream,
        long lingerMs,
        long typingMs,
        int inboundBytes) {}
