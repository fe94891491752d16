package dev.yamabiko.service.chat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.RoomEvent;
import dev.yamabiko.proto.chat.v1.RoomEvent.EventType;
import dev.yamabiko.stream.Frames;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Messages as events. The records of a block are made events once for all readers of an event loop that are at the same
 * place. Used on that event loop.
 */
final class RoomEvents {

    /** Readers that keep up are at the newest blocks. */
    private static final int MOST_KEPT = 64;

    private final Map<Frames, Frames> kept = new LinkedHashMap<>();

    /** What readers of events get for these messages. */
    Frames of(Frames messages) {
        Frames known = kept.get(messages);
        if (known != null) {
            return known;
        }
        ByteArrayOutputStream events = new ByteArrayOutputStream(messages.length());
        byte[] bytes = messages.array();
        for (int at = messages.start(), next; at < messages.end(); at = next) {
            next = Frames.frameEnd(bytes, at);
            RoomEvent event = event(parse(bytes, at + Frames.HEADER_BYTES, next));
            events.writeBytes(Frames.ofMessage(event.toByteArray()).array());
        }
        Frames made = Frames.of(events.toByteArray(), 0, events.size());
        if (kept.size() == MOST_KEPT) {
            kept.remove(kept.keySet().iterator().next());
        }
        kept.put(messages, made);
        return made;
    }

    /** One message as an event. */
    static RoomEvent event(ChatMessage message) {
        RoomEvent.Builder event = RoomEvent.newBuilder()
                .setUserId(message.getUserId())
                .setOffset(message.getOffset())
                .setHeartbeat(message.getHeartbeat())
                .setSkipped(message.getSkipped())
                .putAllPositions(message.getPositionsMap())
                .setDisplayName(message.getDisplayName())
                .setStopped(message.getStopped());
        if (message.hasTimestamp()) {
            event.setTimestamp(message.getTimestamp());
        }
        if (message.hasMembers()) {
            event.setMembers(message.getMembers());
        }
        return (switch (message.getType()) {
                    case TYPE_JOIN_ROOM -> event.setType(EventType.EVENT_TYPE_USER_JOINED);
                    case TYPE_LEAVE_ROOM -> event.setType(EventType.EVENT_TYPE_USER_LEFT);
                    case TYPE_TYPING -> event.setType(EventType.EVENT_TYPE_TYPING);
                    case TYPE_TEXT, TYPE_IMAGE, TYPE_FILE ->
                        event.setType(EventType.EVENT_TYPE_MESSAGE)
                                .setMessage(message.getContent())
                                .setMessageId(message.getMessageId())
                                .setContentType(message.getType());
                    default -> event;
                })
                .build();
    }

    private static ChatMessage parse(byte[] bytes, int from, int to) {
        try {
            return ChatMessage.parser().parseFrom(bytes, from, to - from);
        } catch (InvalidProtocolBufferException damaged) {
            throw new IllegalStateException("a record of a room is no message", damaged);
        }
    }
}
