package dev.yamabiko.service.chat;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.service.fold.Command;
import java.util.List;

/**
 * Lets a user out of a room on this node, unless there is another stream; answered with the offset of the last record.
 */
record LeaveCommand(String room, String user, String node, Holdings holdings)
        implements Command<Room, ChatMessage, Long> {

    @Override
    public List<ChatMessage> decide(Room state, long now) {
        return holdings.holds(room, user, now)
                ? List.of()
                : new RoomChange(state, now).leave(user, node).records();
    }

    @Override
    public Long answer(Room state, long offset) {
        return offset;
    }
}
