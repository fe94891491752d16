package dev.yamabiko.service.hub;

import dev.yamabiko.node.Node;
import dev.yamabiko.node.Nodes;
import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.proto.hub.v1.GetNodeResponse;
import dev.yamabiko.proto.hub.v1.ListTopicsRequest;
import dev.yamabiko.proto.hub.v1.ListTopicsResponse;
import dev.yamabiko.proto.hub.v1.WatchNodesRequest;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.Caller;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.Sink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** What the hub says about itself, for the calls of one event loop: created, used and closed there. */
public final class HubService {

    private final Nodes nodes;
    private final Journal journal;
    private final Permissions permissions;
    private final Gauges gauges;
    private final NodeWatchers watchers;
    private final TopicPages topics;

    /** Speaks of these nodes, and of what this one keeps and counts. */
    public HubService(Vertx vertx, Nodes nodes, Journal journal, Permissions permissions, Gauges gauges) {
        this.nodes = nodes;
        this.journal = journal;
        this.permissions = permissions;
        this.gauges = gauges;
        this.watchers = new NodeWatchers(vertx, nodes);
        this.topics = new TopicPages(journal);
    }

    /** {@code HubService/GetNode}. */
    public Future<GetNodeResponse> getNode(GetNodeRequest request) {
        Node self = nodes.self();
        return Future.succeededFuture(GetNodeResponse.newBuilder()
                .setNode(self.id())
                .setEpoch(journal.epoch())
                .setJournal(journal.name())
                .setDurability(journal.durability())
                .setServing(self.state() == Node.State.SERVING)
                .putAllGauges(gauges.snapshot())
                .setAddress(self.address())
                .setState(NodeForm.of(self.state()))
                .setVersion(self.version())
                .setLoad(NodeForm.of(self.load()))
                .build());
    }

    /** {@code HubService/WatchNodes}; throws {@link dev.yamabiko.service.ServiceError.InvalidRequest}. */
    public void watchNodes(WatchNodesRequest request, Sink sink) {
        watchers.add(request, sink);
    }

    /** {@code HubService/ListTopics}: those that the caller may read; throws {@link ServiceError.InvalidRequest}. */
    public Future<ListTopicsResponse> listTopics(ListTopicsRequest request, CallMetadata call) {
        Caller caller = call.caller();
        return topics.page(request, topic -> permissions.allow(caller, Permissions.Action.READ, topic.name()));
    }

    /** Ends every stream: the node is going away. */
    public void drain() {
        watchers.drain();
    }
}
