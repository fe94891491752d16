package dev.yamabiko.cli.hub;

import dev.yamabiko.cli.view.JsonLine;
import dev.yamabiko.cli.view.Table.Cell;
import dev.yamabiko.proto.hub.v1.Node;
import dev.yamabiko.proto.hub.v1.NodeState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How nodes are shown. Stateless. */
final class NodeRows {

    static final String[] HEADINGS = {
        "NODE", "ADDRESS", "STATE", "VERSION", "CONNECTIONS", "CALLS", "SUBSCRIPTIONS", "APPENDED"
    };

    private static final String GREEN = "\u001b[32m";
    private static final String YELLOW = "\u001b[33m";
    private static final String RED = "\u001b[31m";

    private NodeRows() {}

    static List<Cell> row(Node node) {
        return List.of(
                Cell.text(node.getId()),
                Cell.text(node.getAddress()),
                Cell.text(state(node).toLowerCase(Locale.ROOT).replace('_', ' '))
                        .in(color(node.getState())),
                Cell.text(node.getVersion()),
                Cell.number(node.getLoad().getConnections()),
                Cell.number(node.getLoad().getCalls()),
                Cell.number(node.getLoad().getSubscriptions()),
                Cell.number(node.getLoad().getRecordsAppended()));
    }

    static String json(Node node) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", node.getId());
        fields.put("address", node.getAddress());
        fields.put("state", state(node));
        fields.put("version", node.getVersion());
        fields.put("connections", node.getLoad().getConnections());
        fields.put("calls", node.getLoad().getCalls());
        fields.put("subscriptions", node.getLoad().getSubscriptions());
        fields.put("records_appended", node.getLoad().getRecordsAppended());
        return JsonLine.of(fields);
    }

    /** {@code SERVING}, without what the names in the contract begin with. */
    private static String state(Node node) {
        return node.getState() == NodeState.UNRECOGNIZED
                ? "UNKNOWN"
                : node.getState().name().replace("NODE_STATE_", "");
    }

    private static String color(NodeState state) {
        return switch (state) {
            case NODE_STATE_SERVING -> GREEN;
            case NODE_STATE_DRAINING, NODE_STATE_NOT_SERVING -> YELLOW;
            case NODE_STATE_SILENT -> RED;
            case NODE_STATE_UNSPECIFIED, UNRECOGNIZED -> "";
        };
    }
}
