package dev.yamabiko.service.game;

import dev.yamabiko.service.FieldRules;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.stream.latest.KeyFilter;
import dev.yamabiko.stream.latest.LatestRequest;

/** Where matches are kept, and where their news goes. */
public final class GameTopics {

    /** What the topics of all matches begin with. */
    public static final String PREFIX = "matches/";

    /** Longest id of a match or a player, in bytes of UTF-8. */
    static final int MAX_ID_BYTES = 128;

    private static final String NEWS = Topic.LATEST + "match/";
    private static final String INPUTS = Topic.LATEST + "match-actions/";

    private GameTopics() {}

    /** All keys of a latest topic are wanted. */
    private record Everything() implements KeyFilter {
        @Override
        public boolean test(String key) {
            return true;
        }
    }

    /** Who runs a match, and its snapshots. */
    static Topic of(String match) {
        return new Topic(PREFIX + match);
    }

    /** What changes in it. */
    static Topic news(String match) {
        return new Topic(NEWS + match);
    }

    /** What its players want. */
    static Topic inputs(String match) {
        return new Topic(INPUTS + match);
    }

    /** Reads all values of one of these, as they come. */
    static LatestRequest all(Topic topic) {
        return new LatestRequest(topic, new Everything(), 0, 0);
    }

    /** Checks the id of a match or a player. */
    static void checkId(FieldRules rules, String field, String id) {
        rules.name(field, id, MAX_ID_BYTES);
    }
}
