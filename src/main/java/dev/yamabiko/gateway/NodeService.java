package dev.yamabiko.gateway;

import dev.yamabiko.node.Readiness;
import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.proto.hub.v1.GetNodeResponse;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Journal;
import io.vertx.core.Future;

/** What the hub says about itself. Thread-safe. */
final class NodeService {

    private final String node;
    private final Journal journal;
    private final Gauges gauges;
    private final Readiness readiness;

    NodeService(String node, Journal journal, Gauges gauges, Readiness readiness) {
        this.node = node;
        this.journal = journal;
        this.gauges = gauges;
        this.readiness = readiness;
    }

    /** {@code HubService/GetNode}. */
    Future<GetNodeResponse> getNode(GetNodeRequest request) {
        return Future.succeededFuture(GetNodeResponse.newBuilder()
                .setNode(node)
                .setEpoch(journal.epoch())
                .setJournal(journal.name())
                .setDurability(journal.durability())
                .setServing(readiness.serving())
                .putAllGauges(gauges.snapshot())
                .build());
    }
}
