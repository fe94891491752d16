package dev.yamabiko.gateway;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.JoinRoomRequest;
import dev.yamabiko.proto.editor.v1.EditRequest;
import dev.yamabiko.proto.editor.v1.Open;
import dev.yamabiko.proto.game.v1.Join;
import dev.yamabiko.proto.game.v1.PlayerAction;
import dev.yamabiko.proto.grpc.reflection.v1.ServerReflectionRequest;
import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.proto.hub.v1.WatchNodesRequest;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.proto.metrics.v1.Metric;
import dev.yamabiko.proto.metrics.v1.MetricsRequest;
import dev.yamabiko.proto.sync.v1.SyncRequest;
import dev.yamabiko.proto.sync.v1.Watch;
import java.util.Arrays;

/** A call that its client leaves, of each shape, and what it asks for. */
enum LeftCall {
    UNARY(RawConnection.GET_NODE, GetNodeRequest.getDefaultInstance()),
    FOLLOW(RawConnection.STREAM_LOGS, followWeb()),
    FOLLOW_ALL(
            RawConnection.STREAM_LOGS,
            followWeb().toBuilder().clearApplication().build()),
    WATCHER(
            RawConnection.WATCH_NODES,
            WatchNodesRequest.newBuilder().setIntervalSeconds(1).build()),
    UPLOAD(RawConnection.COLLECT_LOGS, entry("upload")),
    METRICS(RawConnection.STREAM_METRICS, MetricsRequest.getDefaultInstance()),
    RECORD(RawConnection.RECORD_METRICS, Metric.newBuilder().setName("m").build()),
    GAME(
            RawConnection.PLAY,
            PlayerAction.newBuilder()
                    .setJoin(Join.newBuilder().setMatchId("m").setPlayerId("ann"))
                    .build()),
    SYNC(
            RawConnection.SYNC,
            SyncRequest.newBuilder()
                    .setRequestId(1)
                    .setCollection("c")
                    .setWatch(Watch.getDefaultInstance())
                    .setHeartbeatSeconds(1)
                    .build()),
    EDITOR(
            RawConnection.EDIT,
            EditRequest.newBuilder()
                    .setOpen(Open.newBuilder()
                            .setDocumentId("tea")
                            .setClientId("c")
                            .setUserId("ann"))
                    .build()),
    CHATTER(
            RawConnection.CHAT,
            ChatMessage.newBuilder().setUserId("ann").setRoomId("tea").build()),
    LISTENER(
            RawConnection.JOIN_ROOM,
            JoinRoomRequest.newBuilder().setUserId("ann").setRoomId("tea").build()),
    DIALOGUE(
            RawConnection.REFLECT,
            ServerReflectionRequest.newBuilder().setListServices("").build());

    final String path;
    private final ByteString frame;

    LeftCall(String path, MessageLite request) {
        this.path = path;
        this.frame = ByteString.copyFrom(GrpcFrames.plain(request));
    }

    /** The request. */
    byte[] whole() {
        return frame.toByteArray();
    }

    /** The request, and the beginning of a second one. */
    byte[] more() {
        return Arrays.copyOf(whole(), frame.size() + 3);
    }

    static LogEntry entry(String message) {
        return LogEntry.newBuilder().setApplication("web").setMessage(message).build();
    }

    private static LogStreamRequest followWeb() {
        return LogStreamRequest.newBuilder()
                .setApplication("web")
                .setFollow(true)
                .build();
    }
}
