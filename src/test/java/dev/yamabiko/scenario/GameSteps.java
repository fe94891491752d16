package dev.yamabiko.scenario;

import dev.yamabiko.chaos.rig.Player;
import dev.yamabiko.proto.game.v1.Act;
import dev.yamabiko.proto.game.v1.Entity;
import dev.yamabiko.proto.game.v1.GameUpdate;
import dev.yamabiko.proto.game.v1.Refusal;
import dev.yamabiko.support.Await;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The game commands of a scenario. One thread.
 *
 * <pre>
 * &gt; game join PLAYER MATCH [rules=r]   on any node, again after a drop, too
 * &gt; game walk PLAYER                   one step to where it is free
 * &gt; game act PLAYER verb=v [entity=e] [dx=n] [dy=n] [sequence=n]
 * &gt; game drop PLAYER
 * &gt; game leave PLAYER
 * &gt; game finish PLAYER                 half-closes
 * &gt; game end PLAYER                    how the call has ended
 * </pre>
 */
final class GameSteps {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int[][] STEPS = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};

    private final Nodes nodes;
    private final Map<String, Player> players = new HashMap<>();

    GameSteps(Nodes nodes) {
        this.nodes = nodes;
    }

    List<String> run(Words words) {
        String verb = words.next();
        String name = words.next();
        Player player = players.computeIfAbsent(name, Player::new);
        return switch (verb) {
            case "join" -> List.of(join(player, words));
            case "walk" -> List.of(walk(player));
            case "act" -> List.of(act(player, words));
            case "drop" -> {
                player.drop();
                yield List.of();
            }
            case "leave" -> {
                player.leave();
                Await.until("to have left", PATIENCE, player::left);
                yield List.of("left");
            }
            case "finish" -> {
                player.finish();
                yield List.of(end(player));
            }
            case "end" -> List.of(end(player));
            default -> throw new IllegalArgumentException("game: " + verb + " (expected: a command)");
        };
    }

    private String join(Player player, Words words) {
        Entity before = player.self();
        player.join(nodes.any(), words.next(), words.one("rules"));
        Await.until(
                () -> "a seat or a refusal, ended: " + player.end(),
                PATIENCE,
                () -> player.joined() != null || !player.refusals().isEmpty());
        GameUpdate joined = player.joined();
        if (joined == null) {
            return line(player.refusals().get(0));
        }
        String place = before != null && before.equals(player.self()) ? " where it was" : "";
        return "joined " + joined.getJoined().getMatchId() + " by "
                + joined.getJoined().getRules() + ", applied " + joined.getApplied() + place;
    }

    private static String walk(Player player) {
        Entity before = player.self();
        for (int[] step : STEPS) {
            Act move = Act.newBuilder()
                    .setVerb("move")
                    .putArguments("dx", step[0])
                    .putArguments("dy", step[1])
                    .build();
            if (settled(player, player.next(), move).equals("done")) {
                Await.until("the step to be seen", PATIENCE, () -> !before.equals(player.self()));
                Entity now = player.self();
                return "moved " + (Math.abs(now.getX() - before.getX()) + Math.abs(now.getY() - before.getY()));
            }
        }
        return "surrounded";
    }

    private static String act(Player player, Words words) {
        Act act = Act.newBuilder()
                .setVerb(words.one("verb"))
                .setEntity(words.one("entity"))
                .putArguments("dx", words.number("dx"))
                .putArguments("dy", words.number("dy"))
                .build();
        String sequence = words.one("sequence");
        return settled(player, sequence.isEmpty() ? player.next() : Long.parseLong(sequence), act);
    }

    /** What becomes of an action; of one whose sequence is not new, only a refusal can be heard. */
    private static String settled(Player player, long sequence, Act act) {
        boolean isNew = sequence > player.last().getApplied();
        long before = refusals(player, sequence);
        player.send(sequence, act);
        Await.until(
                () -> "an answer to " + sequence + " of " + player.last() + player.refusals(),
                PATIENCE,
                () -> (isNew && player.last().getApplied() >= sequence) || refusals(player, sequence) > before);
        return player.refusals().stream()
                .filter(refusal -> refusal.getSequence() == sequence)
                .skip(before)
                .findFirst()
                .map(GameSteps::line)
                .orElse("done");
    }

    private static long refusals(Player player, long sequence) {
        return player.refusals().stream()
                .filter(refusal -> refusal.getSequence() == sequence)
                .count();
    }

    private static String end(Player player) {
        Await.until("the end of the call", PATIENCE, () -> !player.end().isEmpty());
        List<Refusal> refusals = player.refusals();
        boolean ended = !refusals.isEmpty() && refusals.get(refusals.size() - 1).getSequence() == 0;
        return player.end() + (ended ? " " + line(refusals.get(refusals.size() - 1)) : "");
    }

    private static String line(Refusal refusal) {
        return refusal.getReason() + " " + refusal.getMessage();
    }
}
