package dev.yamabiko.chaos.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.MapOperation.Kind;
import dev.yamabiko.chaos.rig.MapOperation.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the checker takes for linearizable, and what not. */
@Timeout(30)
class MapCheckerTest {

    private final List<MapOperation> history = new ArrayList<>();

    @Test
    void shouldTakeWhatWasDoneOneAfterTheOther() {
        set("a", 1, 0, 1);
        read("a", 1, 2, 3);
        cas(1, "b", 2, 4, 5);
        casRefused(1, 2, "b", 6, 7);
        delete(3, 8, 9);
        read("", 0, 10, 11);
        delete(0, 12, 13);
        cas(0, "c", 4, 14, 15);

        assertThat(linearizable()).isTrue();
    }

    @Test
    void shouldTakeWhatOverlappedInAnyOrder() {
        set("a", 2, 0, 10);
        set("b", 1, 0, 10);
        read("b", 1, 1, 9);
        read("a", 2, 2, 8);

        assertThat(linearizable()).isTrue();
    }

    @Test
    void shouldSeeTwoThatWereBothTold() {
        set("a", 1, 0, 1);
        cas(1, "b", 2, 2, 10);
        cas(1, "c", 3, 2, 10);

        assertThat(linearizable()).isFalse();
    }

    @Test
    void shouldSeeAReadOfThePast() {
        set("a", 1, 0, 1);
        set("b", 2, 2, 3);
        read("a", 1, 4, 5);

        assertThat(linearizable()).isFalse();
    }

    @Test
    void shouldSeeAReadOfTheFuture() {
        read("a", 1, 0, 1);
        set("a", 1, 2, 3);

        assertThat(linearizable()).isFalse();
    }

    @Test
    void shouldSeeReadsThatGoBack() {
        set("a", 1, 0, 1);
        set("b", 2, 2, 20);
        read("b", 2, 3, 4);
        read("a", 1, 5, 6);

        assertThat(linearizable()).isFalse();
    }

    @Test
    void shouldSeeARefusalWithoutAReason() {
        set("a", 1, 0, 1);
        casRefused(1, 1, "a", 2, 3);

        assertThat(linearizable()).isFalse();
    }

    @Test
    void shouldSeeALostUpdateAndALostDelete() {
        set("a", 1, 0, 1);
        delete(2, 2, 3);
        read("a", 1, 4, 5);
        assertThat(linearizable()).isFalse();

        history.clear();
        set("a", 1, 0, 1);
        read("", 0, 2, 3);
        assertThat(linearizable()).isFalse();
    }

    @Test
    void shouldLetWhatNobodyWasToldOfHappenOnceOrNot() {
        set("a", 1, 0, 1);
        unknown(Kind.SET, MapOperation.ANY, "b", 2);
        read("a", 1, 3, 4);
        read("b", 2, 5, 6);
        casRefused(1, 2, "b", 7, 8);
        assertThat(linearizable()).isTrue();

        read("a", 1, 9, 10);
        assertThat(linearizable()).isFalse();
    }

    @Test
    void shouldHoldWhatNobodyWasToldOfToItsCondition() {
        set("a", 1, 0, 1);
        unknown(Kind.SET, 7, "b", 2);
        read("b", 2, 3, 4);

        assertThat(linearizable()).isFalse();
    }

    @Test
    void shouldFindAnOrderAmongManyAndMissOneThatWasSpoiled() {
        Random random = new Random(5);
        List<MapOperation> good = new ArrayList<>();
        long version = 0;
        String value = "";
        for (int i = 0; i < 2_000; i++) {
            long at = i * 10L;
            long begun = at - random.nextInt(60);
            long ended = at + random.nextInt(60);
            if (random.nextBoolean()) {
                good.add(new MapOperation(Kind.SET, version, "v" + i, new Told(true, i + 1, ""), begun, ended));
                version = i + 1L;
                value = "v" + i;
            } else {
                good.add(new MapOperation(
                        Kind.READ, MapOperation.ANY, "", new Told(true, version, value), begun, ended));
            }
        }
        assertThat(new MapChecker(good).linearizable()).isTrue();

        MapOperation last = good.get(1_999);
        good.set(
                1_999,
                new MapOperation(
                        Kind.READ, MapOperation.ANY, "", new Told(true, 1, "v0"), last.invoked(), last.returned()));
        assertThat(new MapChecker(good).linearizable()).isFalse();
    }

    private boolean linearizable() {
        return new MapChecker(history).linearizable();
    }

    private void set(String value, long version, long invoked, long returned) {
        cas(MapOperation.ANY, value, version, invoked, returned);
    }

    private void cas(long condition, String value, long version, long invoked, long returned) {
        history.add(new MapOperation(Kind.SET, condition, value, new Told(true, version, ""), invoked, returned));
    }

    private void casRefused(long condition, long version, String there, long invoked, long returned) {
        history.add(new MapOperation(Kind.SET, condition, "x", new Told(false, version, there), invoked, returned));
    }

    private void delete(long version, long invoked, long returned) {
        history.add(
                new MapOperation(Kind.DELETE, MapOperation.ANY, "", new Told(true, version, ""), invoked, returned));
    }

    private void read(String value, long version, long invoked, long returned) {
        history.add(
                new MapOperation(Kind.READ, MapOperation.ANY, "", new Told(true, version, value), invoked, returned));
    }

    private void unknown(Kind kind, long condition, String value, long invoked) {
        history.add(new MapOperation(kind, condition, value, null, invoked, Long.MAX_VALUE));
    }
}
