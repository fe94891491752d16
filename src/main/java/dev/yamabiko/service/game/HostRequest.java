package dev.yamabiko.service.game;

import io.vertx.core.json.JsonObject;

/**
 * Asks for a node that runs a match. Immutable.
 *
 * @param match id of the match
 * @param rules name of the rules of a new match; empty: the first there are
 * @param missedTerm whoever runs it in this term is not heard any more; -1: none is missed
 */
record HostRequest(String match, String rules, long missedTerm) {

    private static final String MATCH = "match_id";
    private static final String RULES = "rules";
    private static final String MISSED = "missed_term";

    static HostRequest of(JsonObject json) {
        return new HostRequest(json.getString(MATCH, ""), json.getString(RULES, ""), json.getLong(MISSED, -1L));
    }

    JsonObject toJson() {
        return new JsonObject().put(MATCH, match).put(RULES, rules).put(MISSED, missedTerm);
    }
}
