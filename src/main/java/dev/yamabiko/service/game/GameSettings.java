package dev.yamabiko.service.game;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What holds for all games of a node. Thread-safe, as its random is.
 *
 * @param all rules there are; the first are those of a match whose players name none
 * @param match what holds for every match
 * @param maxMatches most matches that the node runs
 * @param actionsPerSecond of one player
 * @param clock of the hub
 * @param random where the seeds of matches and the ids of sessions come from
 */
public record GameSettings(
        List<Rules> all,
        MatchSettings match,
        int maxMatches,
        int actionsPerSecond,
        Clock clock,
        RandomGenerator random) {

    /** Refuses to have no rules. */
    public GameSettings {
        all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("rules: none (expected: one or more)");
        }
    }

    boolean knows(String name) {
        return byName().containsKey(name);
    }

    List<String> names() {
        return all.stream().map(Rules::name).toList();
    }

    /** Those of that name; the first for an empty one. */
    Rules rules(String name) {
        Rules found = name.isEmpty() ? all.get(0) : byName().get(name);
        if (found == null) {
            throw new IllegalArgumentException("rules: " + name + " (expected: one of " + names() + ")");
        }
        return found;
    }

    private Map<String, Rules> byName() {
        return all.stream().collect(Collectors.toMap(Rules::name, Function.identity()));
    }
}
