package dev.yamabiko.service.chat;

import com.google.protobuf.Parser;
import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.service.fold.Command;
import dev.yamabiko.service.fold.FoldKind;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;
import java.util.function.Predicate;

/**
 * How rooms are kept. Each is tended every second by the nodes that have users in it.
 *
 * @param node this node
 * @param gone which nodes are gone
 */
record RoomKind(String node, Holdings holdings, Predicate<String> gone) implements FoldKind<Room, ChatMessage> {

    @Override
    public Topic topic(String room) {
        return ChatTopics.members(room);
    }

    @Override
    public Parser<ChatMessage> parser() {
        return ChatMessage.parser();
    }

    @Override
    public Future<Room> begin(String room) {
        return Future.succeededFuture(new Room(room));
    }

    @Override
    public Room draft(Room room) {
        return room.copy();
    }

    @Override
    public Command<Room, ChatMessage, ?> upkeep(String room) {
        return new TendCommand(room, node, holdings, gone, false);
    }
}
