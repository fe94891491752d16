package dev.yamabiko.service.game.arena;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.game.v1.Act;
import dev.yamabiko.proto.game.v1.Entity;
import dev.yamabiko.proto.game.v1.Refusal.Reason;
import dev.yamabiko.service.game.Verdict;
import dev.yamabiko.service.game.World;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a runner may do, and what it may not. */
@Timeout(20)
class ArenaTest {

    private final Arena arena = new Arena();
    private final RandomGenerator random = new SplittableRandom(1);
    private final World world = arena.begin(7);

    @Test
    void shouldGoOneCellAtATime() {
        world.join("ann", random);
        Entity before = runner("ann");
        int[] free = freeStep(before);

        Verdict verdict = world.act("ann", step(free[0], free[1]));

        assertThat(verdict).isNull();
        assertThat(runner("ann").getX() - before.getX()).isEqualTo(free[0]);
        assertThat(runner("ann").getY() - before.getY()).isEqualTo(free[1]);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 0",
        "0, -2",
        "1, 1",
        "-1, 1",
        "0, 0",
        "9223372036854775807, 0",
        "-9223372036854775808, 0",
        "0, -9223372036854775808",
        "4294967297, 0"
    })
    void shouldRefuseToGoFurther(long dx, long dy) {
        world.join("ann", random);
        Entity before = runner("ann");

        Verdict verdict = world.act("ann", step(dx, dy));

        assertThat(verdict).extracting(Verdict::reason).isEqualTo(Reason.REASON_SPEED);
        assertThat(runner("ann")).isSameAs(before);
    }

    @Test
    void shouldStayInTheWorld() {
        world.join("ann", random);

        Verdict verdict = walk("ann", -1, 0, Arena.SIZE * 4);

        assertThat(verdict.reason()).isIn(Reason.REASON_BOUNDS, Reason.REASON_BLOCKED);
        assertThat(runner("ann").getX()).isBetween(0, Arena.SIZE - 1);
    }

    @Test
    void shouldNotPassThroughOthers() {
        // Given a world with so many runners that two stand side by side
        for (int i = 0; i < arena.seats() * 8; i++) {
            world.join("player-" + i, random);
        }
        List<Entity> runners = world.entities().stream()
                .filter(entity -> entity.getKind().equals("runner"))
                .toList();
        Entity left = runners.stream()
                .filter(one -> runners.stream()
                        .anyMatch(other -> other.getX() == one.getX() + 1 && other.getY() == one.getY()))
                .findFirst()
                .orElseThrow();

        Verdict verdict = world.act(left.getOwner(), step(1, 0));

        assertThat(verdict).isNotNull();
        assertThat(verdict.reason()).isEqualTo(Reason.REASON_BLOCKED);
        assertThat(verdict.message()).endsWith("(expected: without runner)");
    }

    @Test
    void shouldRefuseWhatIsNotTheirs() {
        world.join("ann", random);
        world.join("bob", random);
        Entity before = runner("bob");

        assertThat(reason("ann", "move", "runner/bob")).isEqualTo(Reason.REASON_NOT_YOURS);
        assertThat(reason("ann", "move", "wall/1")).isEqualTo(Reason.REASON_NOT_YOURS);
        assertThat(reason("ann", "move", "runner/cid")).isEqualTo(Reason.REASON_UNKNOWN_ENTITY);
        assertThat(reason("ann", "fly", "")).isEqualTo(Reason.REASON_UNKNOWN_VERB);
        assertThat(reason("nobody", "move", "")).isEqualTo(Reason.REASON_UNKNOWN_ENTITY);
        assertThat(runner("bob")).isSameAs(before);
    }

    @Test
    void shouldScoreCoinsAndReplaceThem() {
        // Given
        for (int tick = 1; tick <= 200; tick++) {
            world.advance(tick, random);
        }
        assertThat(coins()).hasSize(ArenaWorld.COINS);
        Entity coin =
                coins().stream().filter(this::canBeTakenFromTheLeft).findFirst().orElseThrow();
        joinAt("ann", coin.getX() - 1, coin.getY());

        // When
        Verdict verdict = world.act("ann", step(1, 0));

        // Then
        assertThat(verdict).isNull();
        assertThat(runner("ann").getValuesOrThrow("score")).isEqualTo(1);
        assertThat(coins()).hasSize(ArenaWorld.COINS - 1).doesNotContain(coin);
        world.advance(201, random);
        assertThat(coins()).hasSize(ArenaWorld.COINS);
    }

    @Test
    void shouldBeTheSameAfterEncoding() {
        world.join("ann", random);
        for (int tick = 1; tick <= 100; tick++) {
            world.advance(tick, random);
        }

        World again = arena.resume(7, world.encode());

        assertThat(again.entities()).containsExactlyElementsOf(world.entities());
        assertThat(again.encode()).isEqualTo(world.encode());
    }

    @Test
    void shouldTakeAwayWhatALeavingPlayerHad() {
        world.join("ann", random);
        world.leave("ann");
        world.leave("ann");

        assertThat(world.entities()).noneMatch(entity -> entity.getOwner().equals("ann"));
    }

    private void joinAt(String player, int x, int y) {
        world.join(player, new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new AssertionError("asked for a cell");
            }

            @Override
            public int nextInt(int bound) {
                return y * Arena.SIZE + x;
            }
        });
    }

    private boolean canBeTakenFromTheLeft(Entity coin) {
        return coin.getX() > 0 && isFree(coin.getX() - 1, coin.getY());
    }

    private Verdict walk(String player, int dx, int dy, int most) {
        for (int i = 0; i < most; i++) {
            Verdict verdict = world.act(player, step(dx, dy));
            if (verdict != null) {
                return verdict;
            }
        }
        throw new AssertionError("it has not come to an end");
    }

    private int[] freeStep(Entity from) {
        return List.of(new int[] {1, 0}, new int[] {-1, 0}, new int[] {0, 1}, new int[] {0, -1}).stream()
                .filter(step -> isFree(from.getX() + step[0], from.getY() + step[1]))
                .findFirst()
                .orElseThrow();
    }

    private boolean isFree(int x, int y) {
        return x >= 0
                && y >= 0
                && x < Arena.SIZE
                && y < Arena.SIZE
                && world.entities().stream().noneMatch(entity -> entity.getX() == x && entity.getY() == y);
    }

    private List<Entity> coins() {
        return world.entities().stream()
                .filter(entity -> entity.getKind().equals("coin"))
                .toList();
    }

    private Entity runner(String player) {
        return world.entities().stream()
                .filter(entity -> entity.getId().equals(world.eye(player)))
                .findFirst()
                .orElseThrow();
    }

    private Reason reason(String player, String verb, String entity) {
        Verdict verdict = world.act(
                player, step(1, 0).toBuilder().setVerb(verb).setEntity(entity).build());
        return verdict == null ? Reason.REASON_UNSPECIFIED : verdict.reason();
    }

    private static Act step(long dx, long dy) {
        return Act.newBuilder()
                .setVerb("move")
                .putArguments("dx", dx)
                .putArguments("dy", dy)
                .build();
    }
}
