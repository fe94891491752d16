package dev.yamabiko.service.chat;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.JoinOptions;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.ResumeCheck;
import dev.yamabiko.service.Sha256;
import dev.yamabiko.service.Times;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.IdempotencyKey;
import dev.yamabiko.stream.ResumePoint;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** The rules of what clients say. Throws {@link dev.yamabiko.service.ServiceError.InvalidRequest}. Immutable. */
record MessageCheck(int contentBytes, RandomGenerator random) {

    private static final int MAX_HISTORY = 10_000;
    private static final int MAX_HEARTBEAT_SECONDS = 3_600;

    /** What is kept of something said: what the client may say of it, and what the hub adds. */
    ChatMessage kept(ChatMessage said, String user, String room, long now) {
        FieldRules rules = new FieldRules();
        String content = said.getContent();
        int bytes = content.getBytes(StandardCharsets.UTF_8).length;
        rules.require(
                bytes >= 1 && bytes <= contentBytes, "content", bytes + " bytes (expected: 1 to " + contentBytes + ")");
        rules.require(
                content.codePoints().allMatch(MessageCheck::isText),
                "content",
                "no text (expected: of control characters tab and line breaks alone)");
        if (!said.getMessageId().isEmpty()) {
            ChatTopics.check(rules, "message_id", said.getMessageId());
        }
        rules.require(
                Times.isValid(said.getTimestamp()),
                "timestamp",
                "out of range (expected: a time from year 1 to 9999, nanos 0 to 999999999)");
        rules.check();
        return ChatMessage.newBuilder()
                .setMessageId(said.getMessageId().isEmpty() ? newId() : said.getMessageId())
                .setUserId(user)
                .setRoomId(room)
                .setContent(content)
                .setTimestamp(said.hasTimestamp() ? said.getTimestamp() : Times.timestamp(now))
                .setType(
                        said.getType() == ChatMessage.Type.TYPE_UNSPECIFIED
                                ? ChatMessage.Type.TYPE_TEXT
                                : said.getType())
                .build();
    }

    /** What is appended of something that is {@link #kept}: once, however often it is sent. */
    static Batch batch(ChatMessage kept, long now) {
        return Batch.of(ChatTopics.messages(kept.getRoomId()), now, kept.toByteArray())
                .keyed(key(kept.getUserId(), kept.getMessageId()));
    }

    /** By what one that is sent again is recognised: the same id is another one from somebody else. */
    private static IdempotencyKey key(String user, String messageId) {
        byte[] hash = new Sha256()
                .add(user.getBytes(StandardCharsets.UTF_8))
                .add((byte) 0)
                .add(messageId.getBytes(StandardCharsets.UTF_8))
                .digest();
        return new IdempotencyKey(text(hash), 0);
    }

    /** Who joins which room, and how; {@code prefix}: what the fields of the options begin with. */
    static Entrance entrance(String user, String room, String displayName, JoinOptions options, String prefix) {
        FieldRules rules = new FieldRules();
        ChatTopics.check(rules, "user_id", user);
        ChatTopics.check(rules, "room_id", room);
        if (!displayName.isEmpty()) {
            ChatTopics.check(rules, "display_name", displayName);
        }
        rules.range(prefix + "history", options.getHistory(), 0, MAX_HISTORY)
                .range(prefix + "heartbeat_seconds", options.getHeartbeatSeconds(), 0, MAX_HEARTBEAT_SECONDS);
        String said = ChatTopics.PREFIX + room;
        String seen = ChatTopics.MEMBERS + room;
        ResumePoint resume = new ResumeCheck(
                        topic -> topic.equals(said) || topic.equals(seen),
                        ChatTopics.PREFIX + "<room_id> or " + ChatTopics.MEMBERS + "<room_id>")
                .check(options.getResume(), rules);
        rules.check();
        return new Entrance(
                user,
                room,
                displayName,
                options.getHistory(),
                options.getMembers(),
                options.getHeartbeatSeconds(),
                resume);
    }

    /** Readers show what is said, and not every terminal is careful with that. Half of a pair is no text either. */
    private static boolean isText(int c) {
        boolean obeyed = Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r';
        return !obeyed && Character.getType(c) != Character.SURROGATE;
    }

    private String newId() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return text(bytes);
    }

    private static String text(byte... bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
