package dev.yamabiko.service.chat;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.service.Confluence;
import dev.yamabiko.service.Permissions.Action;
import dev.yamabiko.service.Rights;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.ServiceError.Violation;
import dev.yamabiko.service.Times;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.StreamError;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The rooms of one Chat call, and what its user says in them. Used on the event loop of its call. */
final class ChatRooms {

    private static final String NOT_IN_ROOM = "NOT_IN_ROOM";

    private final String user;
    private final Rights rights;
    private final RoomReads reads;
    private final ChatShare share;
    private final Confluence out;
    private final Consumer<Throwable> failed;
    private final Refusals refusals;
    private final Runnable onProgress;
    private final Map<String, RoomStream> rooms = new LinkedHashMap<>();
    private boolean begun;
    private boolean joining;
    private long pendingBytes;
    private int pending;

    /**
     * None yet.
     *
     * @param failed told why a room can be read no more
     * @param onProgress runs when something is done that was under way
     */
    ChatRooms(
            String user,
            Rights rights,
            RoomReads reads,
            Confluence out,
            Consumer<Throwable> failed,
            Refusals refusals,
            Runnable onProgress) {
        this.user = user;
        this.rights = rights;
        this.reads = reads;
        this.share = reads.share();
        this.out = out;
        this.failed = failed;
        this.refusals = refusals;
        this.onProgress = onProgress;
    }

    String user() {
        return user;
    }

    /** True while a room is being joined: what comes next may be for it. */
    boolean joining() {
        return joining;
    }

    /** True while the client should be paused. */
    boolean full() {
        return pendingBytes >= share.settings().inboundBytes()
                || (pending > 0 && share.appender().full());
    }

    /** True while nothing is under way. */
    boolean idle() {
        return pending == 0 && !joining;
    }

    /** Takes one message; not while joining. */
    void take(ChatMessage said) {
        try {
            String room = room(said);
            switch (said.getType()) {
                case TYPE_JOIN_ROOM -> {
                    begun = true;
                    join(said, () -> {});
                }
                case TYPE_LEAVE_ROOM -> leave(joined(room));
                case TYPE_ERROR, UNRECOGNIZED ->
                    throw invalid("type", said.getTypeValue() + " (expected: one that clients send)");
                default -> {
                    if (begun) {
                        say(said, joined(room));
                    } else {
                        join(said, () -> take(said));
                    }
                }
            }
        } catch (NotInRoom refused) {
            refusals.add(said, NOT_IN_ROOM, String.valueOf(refused.getMessage()), 0);
        } catch (ServiceError | StreamError refused) {
            refusals.add(said, refused);
        }
    }

    /** Complete when the client was given all that it has said. */
    Future<Void> allRead() {
        return Future.all(rooms.values().stream().map(RoomStream::ownRead).toList())
                .mapEmpty();
    }

    /** Leaves all rooms; complete when that is announced, or cannot be for now. */
    Future<Void> leave() {
        return Future.join(List.copyOf(rooms.values()).stream().map(this::leave).toList())
                .mapEmpty();
    }

    /** The stream is lost. */
    void lose() {
        rooms.values().forEach(RoomStream::lose);
        rooms.clear();
    }

    /** The room it is for, by its name. */
    private String room(ChatMessage said) {
        if (!said.getUserId().isEmpty() && !said.getUserId().equals(user)) {
            throw new ServiceError.Denied("user_id: another one (expected: that of the stream)");
        }
        if (!said.getRoomId().isEmpty()) {
            return said.getRoomId();
        }
        if (rooms.size() != 1) {
            throw invalid("room_id", "none (expected: one of " + rooms.size() + " rooms)");
        }
        return rooms.keySet().iterator().next();
    }

    private RoomStream joined(String room) {
        RoomStream stream = rooms.get(room);
        if (stream == null) {
            throw new NotInRoom();
        }
        return stream;
    }

    private void join(ChatMessage said, Runnable then) {
        Entrance entrance =
                MessageCheck.entrance(user, said.getRoomId(), said.getDisplayName(), said.getJoin(), "join.");
        String room = entrance.room();
        rights.require(Action.READ, ChatTopics.PREFIX + room);
        if (rooms.containsKey(room)) {
            throw invalid("room_id", "joined already (expected: another room)");
        }
        int most = share.settings().roomsPerStream();
        if (rooms.size() >= most) {
            throw new StreamError.LimitReached(
                    "chat.rooms-per-stream", "room_id: one too many (expected: at most " + most + " rooms)");
        }
        RoomStream stream = new RoomStream(entrance, reads, out, failed, UnaryOperator.identity());
        rooms.put(room, stream);
        joining = true;
        stream.begin().onComplete(done -> {
            joining = false;
            if (done.failed()) {
                rooms.remove(room, stream);
                stream.lose(); // it may have joined, and could not be read
                refusals.add(said, done.cause());
            } else {
                begun = true;
                then.run();
            }
            onProgress.run();
        });
    }

    /** Tells the client when it is out. */
    private Future<Void> leave(RoomStream stream) {
        rooms.remove(stream.room());
        return stream.leave().onComplete(left -> {
            ChatMessage farewell = ChatMessage.newBuilder()
                    .setType(ChatMessage.Type.TYPE_LEAVE_ROOM)
                    .setUserId(user)
                    .setRoomId(stream.room())
                    .setTimestamp(Times.timestamp(share.clock().millis()))
                    .build();
            out.write(Frames.ofMessage(farewell.toByteArray()));
        });
    }

    private void say(ChatMessage said, RoomStream stream) {
        rights.require(Action.WRITE, ChatTopics.PREFIX + stream.room());
        if (said.getType() == ChatMessage.Type.TYPE_TYPING) {
            stream.typing(!said.getStopped());
            return;
        }
        long now = share.clock().millis();
        ChatMessage kept = share.check().kept(said, user, stream.room(), now);
        Batch batch = MessageCheck.batch(kept, now);
        int bytes = batch.length();
        pendingBytes += bytes;
        pending++;
        stream.typing(false);
        share.appender().append(batch).onComplete(done -> {
            pendingBytes -= bytes;
            pending--;
            if (done.failed()) {
                refusals.add(kept, done.cause());
            } else {
                share.gauges().messages().increment();
                stream.said(done.result());
            }
            onProgress.run();
        });
    }

    private static ServiceError invalid(String field, String description) {
        return new ServiceError.InvalidRequest(List.of(new Violation(field, description)));
    }

    /** A room that this stream has not joined. */
    private static final class NotInRoom extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotInRoom() {
            super("room_id: not joined (expected: a room that this stream is in)", null, false, false);
        }
    }
}
