package dev.yamabiko.service.chat;

import dev.yamabiko.proto.chat.v1.JoinOptions;
import dev.yamabiko.proto.chat.v1.JoinRoomRequest;
import dev.yamabiko.proto.chat.v1.ListMembersRequest;
import dev.yamabiko.proto.chat.v1.ListMembersResponse;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.Confluence;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.Permissions.Action;
import dev.yamabiko.service.Requests;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.Lane;
import dev.yamabiko.stream.Sink;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.latest.LatestLane;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Rooms in which everyone talks, for the calls of one event loop: created and used there. */
public final class ChatService {

    private final Vertx vertx;
    private final ChatShare share;
    private final RoomReads reads;
    private final RoomEvents events = new RoomEvents();

    /** Reads messages through a lane, and who is typing through another. */
    public ChatService(Vertx vertx, Journal journal, Lane lane, LatestLane typing, ChatShare share) {
        this.vertx = vertx;
        this.share = share;
        this.reads = new RoomReads(journal, lane, typing, share);
    }

    /** {@code Chat}. */
    public Requests chat(CallMetadata call, Sink sink) {
        return new ChatCall(vertx, reads, call.caller(), sink);
    }

    /** {@code JoinRoom}; throws {@link dev.yamabiko.service.ServiceError} and {@link StreamError.LimitReached}. */
    public void joinRoom(JoinRoomRequest request, CallMetadata call, Sink sink) {
        JoinOptions options = JoinOptions.newBuilder()
                .setHistory(request.getHistory())
                .setMembers(request.getMembers())
                .setHeartbeatSeconds(request.getHeartbeatSeconds())
                .setResume(request.getResume())
                .build();
        Entrance entrance =
                MessageCheck.entrance(request.getUserId(), request.getRoomId(), request.getDisplayName(), options, "");
        share.permissions().require(call.caller(), Action.READ, ChatTopics.PREFIX + entrance.room());
        share.permissions().requireSelf(call.caller(), entrance.user());
        requireInTime(entrance.user());
        RoomStream stream = new RoomStream(entrance, reads, new Confluence(sink), sink::fail, events::of);
        sink.onClose(() -> {
            stream.lose();
            share.rates().go(entrance.user());
        });
        stream.begin().onFailure(sink::fail);
    }

    /** {@code ListMembers}; throws {@link dev.yamabiko.service.ServiceError}. */
    public Future<ListMembersResponse> listMembers(ListMembersRequest request, CallMetadata call) {
        FieldRules rules = new FieldRules();
        ChatTopics.check(rules, "room_id", request.getRoomId());
        rules.check();
        share.permissions().require(call.caller(), Action.READ, ChatTopics.PREFIX + request.getRoomId());
        return share.seats()
                .members(request.getRoomId())
                .map(members ->
                        ListMembersResponse.newBuilder().setMembers(members).build());
    }

    private void requireInTime(String user) {
        long waitMs = share.rates().come(user).take();
        if (waitMs > 0) {
            share.rates().go(user);
            throw new StreamError.LimitReached(
                    "chat.messages-per-second", "user_id: too fast (expected: after " + waitMs + " ms)");
        }
    }
}
