package dev.yamabiko.service.chat;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.Members;
import dev.yamabiko.service.fold.FoldBounds;
import dev.yamabiko.service.fold.Folds;
import dev.yamabiko.service.fold.Footing;
import dev.yamabiko.stream.Gauges;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.function.Predicate;

/**
 * The way into rooms and out of them, for all streams of a node. Thread-safe; futures complete on the caller's context.
 */
final class Seats {

    private final String node;
    private final Holdings holdings;
    private final Predicate<String> gone;
    private final Folds<Room, ChatMessage> rooms;
    private final ChatSettings settings;
    private final Clock clock;

    /** {@code node}: this one; {@code gone}: which nodes are gone. */
    Seats(
            String node,
            Predicate<String> gone,
            Footing footing,
            FoldBounds bounds,
            ChatSettings settings,
            Gauges gauges) {
        this.node = node;
        this.holdings = new Holdings(ChatGauges.in(gauges).members());
        this.gone = gone;
        this.rooms = new Folds<>(footing, new RoomKind(node, holdings, gone), bounds, gauges);
        this.settings = settings;
        this.clock = footing.clock();
    }

    /** Lets a stream of a user into a room, until it {@link #leave leaves}; fails where the room is full. */
    Future<Seated> join(Entrance entrance) {
        String room = entrance.room();
        String user = entrance.user();
        holdings.add(room, user, entrance.displayName(), rooms::use);
        return rooms.run(room, new JoinCommand(entrance, node, settings.roomUsers(), gone))
                .onSuccess(seated -> holdings.joined(room, user))
                .onFailure(refused -> holdings.remove(room, user, clock.millis()));
    }

    /** Lets a stream that has joined out again; complete when that is announced, or need not be. */
    Future<Void> leave(String room, String user) {
        holdings.remove(room, user, clock.millis());
        return rooms.run(room, new LeaveCommand(room, user, node, holdings)).mapEmpty();
    }

    /** A stream that has joined was lost: the user may be back in a moment. */
    void lose(String room, String user) {
        holdings.remove(room, user, clock.millis() + settings.lingerMs());
    }

    /** Who is in a room now. */
    Future<Members> members(String room) {
        return rooms.run(room, new TendCommand(room, node, holdings, gone, true));
    }
}
