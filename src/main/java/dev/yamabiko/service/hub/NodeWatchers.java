package dev.yamabiko.service.hub;

import dev.yamabiko.node.Nodes;
import dev.yamabiko.proto.hub.v1.WatchNodesRequest;
import dev.yamabiko.proto.hub.v1.WatchNodesResponse;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Sink;
import dev.yamabiko.stream.StreamError;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The WatchNodes calls of one event loop. Nothing queues: a watcher that cannot be written to gets the newest list once
 * it can. Created and used on that event loop.
 */
final class NodeWatchers {

    private static final long TICK_MS = 1_000;
    private static final int MAX_SECONDS = 3_600;
    private static final Frames HEARTBEAT = Frames.ofMessage(
            WatchNodesResponse.newBuilder().setHeartbeat(true).build().toByteArray());

    private final Nodes nodes;
    private final Set<Watcher> watchers = new LinkedHashSet<>();

    NodeWatchers(Vertx vertx, Nodes nodes) {
        this.nodes = nodes;
        nodes.watch(this::changed);
        vertx.setPeriodic(TICK_MS, timer -> all().forEach(Watcher::tick));
    }

    /** Tells a sink of the nodes until either side ends it. */
    void add(WatchNodesRequest request, Sink sink) {
        new FieldRules()
                .range("interval_seconds", request.getIntervalSeconds(), 0, MAX_SECONDS)
                .range("heartbeat_seconds", request.getHeartbeatSeconds(), 0, MAX_SECONDS)
                .check();
        Watcher watcher = new Watcher(sink, request);
        watchers.add(watcher);
        sink.onClose(() -> watchers.remove(watcher));
        sink.onWritable(watcher::catchUp);
        watcher.show(list());
    }

    /** Ends every watch, once it has the news that this node is going away. */
    void drain() {
        changed();
        all().forEach(watcher -> watcher.sink.fail(new StreamError.Draining()));
    }

    private void changed() {
        if (!watchers.isEmpty()) {
            Frames list = list();
            all().forEach(watcher -> watcher.tell(list));
        }
    }

    private Frames list() {
        WatchNodesResponse.Builder list = WatchNodesResponse.newBuilder();
        nodes.all().forEach(node -> list.addNodes(NodeForm.of(node)));
        return Frames.ofMessage(list.build().toByteArray());
    }

    private List<Watcher> all() {
        return List.copyOf(watchers);
    }

    private final class Watcher {
        final Sink sink;
        final int intervalSeconds;
        final int heartbeatSeconds;
        private byte[] shown = {};
        private boolean behind;
        private int secondsSinceList;
        private int quietSeconds;

        Watcher(Sink sink, WatchNodesRequest request) {
            this.sink = sink;
            this.intervalSeconds = request.getIntervalSeconds();
            this.heartbeatSeconds = request.getHeartbeatSeconds();
        }

        /** News only: it may have come too late for what the watcher already knows. */
        void tell(Frames list) {
            if (!Arrays.equals(list.array(), shown)) {
                show(list);
            }
        }

        void show(Frames list) {
            behind = !sink.writable();
            if (!behind) {
                shown = list.array();
                secondsSinceList = 0;
                quietSeconds = 0;
                sink.write(list);
            }
        }

        void catchUp() {
            if (behind) {
                show(list());
            }
        }

        void tick() {
            secondsSinceList++;
            quietSeconds++;
            if (intervalSeconds > 0 && secondsSinceList >= intervalSeconds) {
                show(list());
            } else if (heartbeatSeconds > 0 && quietSeconds >= heartbeatSeconds && sink.writable()) {
                quietSeconds = 0;
                sink.write(HEARTBEAT);
            }
        }
    }
}
