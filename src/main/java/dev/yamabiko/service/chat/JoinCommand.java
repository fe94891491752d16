package dev.yamabiko.service.chat;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.Members;
import dev.yamabiko.service.fold.Command;
import java.util.List;
import java.util.function.Predicate;

/** Lets a user into a room, on this node; answered with the room then. For one use. */
final class JoinCommand implements Command<Room, ChatMessage, Seated> {

    private final Entrance entrance;
    private final String node;
    private final int mostUsers;
    private final Predicate<String> gone;
    private boolean fresh;

    /** {@code gone}: which nodes are gone. */
    JoinCommand(Entrance entrance, String node, int mostUsers, Predicate<String> gone) {
        this.entrance = entrance;
        this.node = node;
        this.mostUsers = mostUsers;
        this.gone = gone;
    }

    @Override
    public boolean wantsNewest() {
        return true;
    }

    @Override
    public List<ChatMessage> decide(Room room, long now) {
        RoomChange change = new RoomChange(room, now).evict(gone);
        int evicted = change.records().size();
        change.join(entrance.user(), entrance.displayName(), node, mostUsers);
        fresh = change.records().size() > evicted;
        return change.records();
    }

    @Override
    public Seated answer(Room room, long offset) {
        Members members = entrance.members()
                ? room.view()
                : Members.newBuilder().setOffset(room.last()).build();
        return new Seated(members, fresh ? offset - 1 : room.last());
    }
}
