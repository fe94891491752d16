package dev.yamabiko.service.chat;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.service.Times;
import dev.yamabiko.service.chat.Room.Present;
import dev.yamabiko.stream.StreamError.LimitReached;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What is to be appended so that a room is as it should be: only the first node that a user is on, and the last one
 * that the user leaves, announce anything. Pure; for one decision.
 */
final class RoomChange {

    /** Records from one checkpoint to the next. Retention keeps several times as many. */
    static final int CHECKPOINT_EVERY = 1_000;

    private final Room room;
    private final long now;
    private final List<ChatMessage> records = new ArrayList<>();

    /** Nothing is to be changed yet. {@code now}: milliseconds since the epoch. */
    RoomChange(Room room, long now) {
        this.room = room.copy();
        this.now = now;
    }

    /** What is to be appended. */
    List<ChatMessage> records() {
        return records;
    }

    /** A user is on a node; throws {@link LimitReached} where the room is full. */
    RoomChange join(String user, String displayName, String node, int mostUsers) {
        if (!room.users().containsKey(user) && room.users().size() >= mostUsers) {
            throw new LimitReached(
                    "chat.room-users", "room_id: room is full (expected: less than " + mostUsers + " users)");
        }
        return enter(user, displayName, node);
    }

    /** A user is not on a node, or not any more. */
    RoomChange leave(String user, String node) {
        Present known = room.users().get(user);
        if (known != null && known.nodes().contains(node)) {
            add(record(ChatMessage.Type.TYPE_LEAVE_ROOM, user, node)
                    .setDisplayName(known.displayName())
                    .setUnannounced(known.nodes().size() > 1));
        }
        return this;
    }

    /** Nobody is on nodes that are gone. */
    RoomChange evict(Predicate<String> gone) {
        for (Map.Entry<String, Present> user : List.copyOf(room.users().entrySet())) {
            for (String node : List.copyOf(user.getValue().nodes())) {
                if (gone.test(node)) {
                    leave(user.getKey(), node);
                }
            }
        }
        return this;
    }

    /**
     * On a node are its users alone, whatever others thought of it.
     *
     * @param present who may stay
     * @param joined who is to be there, with a display name
     */
    RoomChange settle(String node, Set<String> present, Map<String, String> joined) {
        List.copyOf(room.users().keySet()).stream()
                .filter(user -> !present.contains(user))
                .forEach(user -> leave(user, node));
        joined.forEach((user, displayName) -> enter(user, displayName, node));
        return this;
    }

    /** It need not be kept what came before, if that is much. */
    RoomChange checkpoint() {
        if (room.sinceCheckpoint() >= CHECKPOINT_EVERY) {
            add(ChatMessage.newBuilder()
                    .setRoomId(room.name())
                    .setUnannounced(true)
                    .setCheckpoint(room.view()));
        }
        return this;
    }

    private RoomChange enter(String user, String displayName, String node) {
        Present known = room.users().get(user);
        if (known == null || !known.nodes().contains(node)) {
            add(record(ChatMessage.Type.TYPE_JOIN_ROOM, user, node)
                    .setDisplayName(known == null ? displayName : known.displayName())
                    .setUnannounced(known != null));
        }
        return this;
    }

    private ChatMessage.Builder record(ChatMessage.Type type, String user, String node) {
        return ChatMessage.newBuilder()
                .setType(type)
                .setUserId(user)
                .setRoomId(room.name())
                .setNode(node)
                .setTimestamp(Times.timestamp(now));
    }

    private void add(ChatMessage.Builder change) {
        ChatMessage record = change.build();
        records.add(record);
        room.replay(room.last() + 1, record);
    }
}
