package dev.yamabiko.service.chat;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.Members;
import dev.yamabiko.service.fold.Command;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes a room as it should be: nobody is there through a node that is gone, and through this one those who are.
 * Answered with who is there then. For one use.
 */
final class TendCommand implements Command<Room, ChatMessage, Members> {

    private final String room;
    private final String node;
    private final Holdings holdings;
    private final Predicate<String> gone;
    private final boolean newest;
    private long decidedAt;

    /** {@code gone}: which nodes are gone; {@code newest}: whether what is known will not do. */
    TendCommand(String room, String node, Holdings holdings, Predicate<String> gone, boolean newest) {
        this.room = room;
        this.node = node;
        this.holdings = holdings;
        this.gone = gone;
        this.newest = newest;
    }

    @Override
    public boolean wantsNewest() {
        return newest;
    }

    @Override
    public boolean wantsProof() {
        return newest;
    }

    @Override
    public List<ChatMessage> decide(Room state, long now) {
        decidedAt = now;
        return new RoomChange(state, now)
                .evict(gone)
                .settle(node, holdings.present(room, now), holdings.joined(room, now))
                .checkpoint()
                .records();
    }

    @Override
    public Members answer(Room state, long offset) {
        holdings.settled(room, decidedAt);
        return state.view();
    }
}
