package dev.yamabiko.service.chat;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.Member;
import dev.yamabiko.proto.chat.v1.Members;
import dev.yamabiko.service.Times;
import dev.yamabiko.service.fold.Fold;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who is in a room, and on which nodes: a fold of {@code chat-members/<room>}. A user is in the room while on any node.
 * Now and then a record repeats it all, a checkpoint, so that retention may remove the older ones. Pure; used by one
 * thread.
 */
final class Room implements Fold<ChatMessage> {

    private final String name;
    private final Map<String, Present> users = new LinkedHashMap<>();
    private long last;
    private long checkpoint;
    private int seats;

    /** Somebody in the room. */
    record Present(String displayName, long since, Set<String> nodes) {

        private Present copy() {
            return new Present(displayName, since, new LinkedHashSet<>(nodes));
        }
    }

    /** Nobody is in it. */
    Room(String name) {
        this.name = name;
    }

    /** The same, to be changed apart from it. */
    Room copy() {
        Room copy = new Room(name);
        users.forEach((user, present) -> copy.users.put(user, present.copy()));
        copy.last = last;
        copy.checkpoint = checkpoint;
        copy.seats = seats;
        return copy;
    }

    @Override
    public void replay(long offset, ChatMessage record) {
        last = Math.max(last, offset);
        if (record.hasCheckpoint()) {
            restore(record.getCheckpoint());
            checkpoint = offset;
        } else if (record.getType() == ChatMessage.Type.TYPE_JOIN_ROOM) {
            long since = Times.millis(record.getTimestamp());
            enter(record.getUserId(), record.getNode(), record.getDisplayName(), since);
        } else if (record.getType() == ChatMessage.Type.TYPE_LEAVE_ROOM) {
            exit(record.getUserId(), record.getNode());
        }
    }

    /** Who is in it stays so: what is kept holds a checkpoint. */
    @Override
    public void trim(long earliest) {
        last = Math.max(last, earliest - 1);
    }

    @Override
    public long last() {
        return last;
    }

    @Override
    public int weight() {
        return seats;
    }

    String name() {
        return name;
    }

    /** Everyone in it, in the order in which they came; not to be changed. */
    Map<String, Present> users() {
        return users;
    }

    /** Records since it was last repeated who is in it. */
    long sinceCheckpoint() {
        return last - checkpoint;
    }

    /** Who is in it now. */
    Members view() {
        Members.Builder members = Members.newBuilder().setRoomId(name).setOffset(last);
        users.forEach((user, present) -> members.addMembers(Member.newBuilder()
                .setUserId(user)
                .setDisplayName(present.displayName())
                .setSince(present.since())
                .addAllNodes(present.nodes())));
        return members.build();
    }

    private void enter(String user, String node, String displayName, long since) {
        Set<String> nodes = users.computeIfAbsent(user, key -> new Present(displayName, since, new LinkedHashSet<>()))
                .nodes();
        seats += nodes.add(node) ? 1 : 0;
    }

    private void exit(String user, String node) {
        Present known = users.get(user);
        if (known != null && known.nodes().remove(node)) {
            seats--;
            if (known.nodes().isEmpty()) {
                users.remove(user);
            }
        }
    }

    private void restore(Members all) {
        users.clear();
        seats = 0;
        for (Member member : all.getMembersList()) {
            member.getNodesList()
                    .forEach(node -> enter(member.getUserId(), node, member.getDisplayName(), member.getSince()));
        }
    }
}
