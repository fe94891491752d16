package dev.yamabiko.service.chat;

import com.google.protobuf.Timestamp;
import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.JoinOptions;
import dev.yamabiko.proto.hub.v1.Resume;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A message that should not be, from somebody in the room {@code tea}, and what it is answered with.
 *
 * @param answer {@code REASON: text}, or what a status begins with
 * @param change makes it of a message that may be
 */
record HostileMessage(String name, String answer, UnaryOperator<ChatMessage.Builder> change) {

    private static final String OUTSIDE = "NOT_IN_ROOM: room_id: not joined (expected: a room that this stream is in)";
    private static final String CONTROL =
            "INVALID_REQUEST: content: no text (expected: of control characters tab and line breaks alone)";
    private static final String NO_TIME = "INVALID_REQUEST: timestamp: out of range"
            + " (expected: a time from year 1 to 9999, nanos 0 to 999999999)";

    @Override
    public String toString() {
        return name;
    }

    /** All of them. */
    static Stream<HostileMessage> all() {
        return Stream.of(placesAndUsers(), contents(), kindsAndTimes(), rooms(), entrances())
                .flatMap(some -> some);
    }

    /** Where one is not, and who one is not. */
    private static Stream<HostileMessage> placesAndUsers() {
        return Stream.of(
                new HostileMessage("unknown room", OUTSIDE, m -> m.setRoomId("nowhere")),
                new HostileMessage(
                        "leaving an unknown room",
                        OUTSIDE,
                        m -> m.setRoomId("nowhere").setType(ChatMessage.Type.TYPE_LEAVE_ROOM)),
                new HostileMessage(
                        "foreign user id",
                        "DENIED: user_id: another one (expected: that of the stream)",
                        m -> m.setUserId("witness")),
                new HostileMessage(
                        "joining twice",
                        "INVALID_REQUEST: room_id: joined already (expected: another room)",
                        m -> m.setType(ChatMessage.Type.TYPE_JOIN_ROOM)));
    }

    /** What is said, and what it is called. */
    private static Stream<HostileMessage> contents() {
        return Stream.of(
                new HostileMessage(
                        "empty content",
                        "INVALID_REQUEST: content: 0 bytes (expected: 1 to 100)",
                        ChatMessage.Builder::clearContent),
                new HostileMessage(
                        "huge content",
                        "INVALID_REQUEST: content: 500000 bytes (expected: 1 to 100)",
                        m -> m.setContent("x".repeat(500_000))),
                new HostileMessage(
                        "content too large in bytes alone",
                        "INVALID_REQUEST: content: 102 bytes (expected: 1 to 100)",
                        m -> m.setContent("\u65e5".repeat(34))),
                new HostileMessage("control character in what is said", CONTROL, m -> m.setContent("a\u001b[31mb")),
                new HostileMessage("zero in what is said", CONTROL, m -> m.setContent("a\0b")),
                new HostileMessage(
                        "huge id",
                        "INVALID_REQUEST: message_id: 129 bytes (expected: 1 to 128, no control character)",
                        m -> m.setMessageId("x".repeat(129))),
                new HostileMessage(
                        "control character in an id",
                        "INVALID_REQUEST: message_id: 3 bytes (expected: 1 to 128, no control character)",
                        m -> m.setMessageId("a\u001bb")));
    }

    /** What it is, and when. */
    private static Stream<HostileMessage> kindsAndTimes() {
        return Stream.of(
                new HostileMessage(
                        "an error",
                        "INVALID_REQUEST: type: 7 (expected: one that clients send)",
                        m -> m.setType(ChatMessage.Type.TYPE_ERROR)),
                new HostileMessage(
                        "an unknown type",
                        "INVALID_REQUEST: type: 99 (expected: one that clients send)",
                        m -> m.setTypeValue(99)),
                new HostileMessage(
                        "a negative type",
                        "INVALID_REQUEST: type: -1 (expected: one that clients send)",
                        m -> m.setTypeValue(-1)),
                new HostileMessage(
                        "a time that is not",
                        NO_TIME,
                        m -> m.setTimestamp(Timestamp.newBuilder().setNanos(-1))),
                new HostileMessage(
                        "a time far away",
                        NO_TIME,
                        m -> m.setTimestamp(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))));
    }

    /** Rooms and names that cannot be. */
    private static Stream<HostileMessage> rooms() {
        return Stream.of(
                new HostileMessage(
                        "joining a room with a control character",
                        "INVALID_REQUEST: room_id: 3 bytes (expected: 1 to 128, no control character)",
                        m -> m.setType(ChatMessage.Type.TYPE_JOIN_ROOM).setRoomId("a\nb")),
                new HostileMessage(
                        "joining a room with a huge name",
                        "INVALID_REQUEST: room_id: 129 bytes (expected: 1 to 128, no control character)",
                        m -> m.setType(ChatMessage.Type.TYPE_JOIN_ROOM).setRoomId("x".repeat(129))),
                new HostileMessage(
                        "wanting to be called a control character",
                        "INVALID_REQUEST: display_name: 1 bytes (expected: 1 to 128, no control character)",
                        m -> m.setType(ChatMessage.Type.TYPE_JOIN_ROOM)
                                .setRoomId("coffee")
                                .setDisplayName("\u0007")));
    }

    /** Ways of joining that cannot be. */
    private static Stream<HostileMessage> entrances() {
        return Stream.of(
                joining(
                        "a negative history",
                        "INVALID_REQUEST: join.history: -1 (expected: 0 to 10000)",
                        JoinOptions.newBuilder().setHistory(-1)),
                joining(
                        "a huge history",
                        "INVALID_REQUEST: join.history: 10001 (expected: 0 to 10000)",
                        JoinOptions.newBuilder().setHistory(10_001)),
                joining(
                        "a negative heartbeat",
                        "INVALID_REQUEST: join.heartbeat_seconds: -1 (expected: 0 to 3600)",
                        JoinOptions.newBuilder().setHeartbeatSeconds(-1)),
                joining(
                        "a negative position",
                        "INVALID_REQUEST: resume.after: -1 (expected: 0 or more)",
                        JoinOptions.newBuilder().setResume(Resume.newBuilder().putAfter("chat/coffee", -1))),
                joining(
                        "a position in another room",
                        "INVALID_REQUEST: resume.after: no topic of this stream"
                                + " (expected: chat/<room_id> or chat-members/<room_id>)",
                        JoinOptions.newBuilder().setResume(Resume.newBuilder().putAfter("chat/tea", 1))));
    }

    private static HostileMessage joining(String name, String answer, JoinOptions.Builder how) {
        return new HostileMessage(
                name,
                answer,
                m -> m.setType(ChatMessage.Type.TYPE_JOIN_ROOM)
                        .setRoomId("coffee")
                        .setJoin(how));
    }
}
