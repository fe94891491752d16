package dev.yamabiko.service.game;

import io.vertx.core.json.JsonObject;

/**
 * Who runs a match. Immutable.
 *
 * @param node id of the node
 * @param term since which term
 * @param rules by which rules
 */
record HostAnswer(String node, long term, String rules) {

    private static final String NODE = "node";
    private static final String TERM = "term";
    private static final String RULES = "rules";

    static HostAnswer of(JsonObject json) {
        return new HostAnswer(json.getString(NODE), json.getLong(TERM), json.getString(RULES));
    }

    JsonObject toJson() {
        return new JsonObject().put(NODE, node).put(TERM, term).put(RULES, rules);
    }
}
