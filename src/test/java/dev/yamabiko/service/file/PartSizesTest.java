package dev.yamabiko.service.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.stream.Gauges;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Parts of a kilobyte at least, and what goes beyond. */
@Timeout(10)
class PartSizesTest {

    private static final int LEAST = 1_024;
    private static final int MOST = 983_040;

    private final Gauges gauges = new Gauges();

    @Test
    void shouldGiveWhatIsWantedWithinBounds() {
        PartSizes parts = new PartSizes(LEAST, 10 * MOST, gauges);

        assertThat(parts.take(0)).isEqualTo(LEAST);
        assertThat(parts.take(LEAST + 1)).isEqualTo(LEAST + 1);
        assertThat(parts.take(Integer.MAX_VALUE)).isEqualTo(MOST);
        assertThat(taken()).isEqualTo(1 + MOST - LEAST);
    }

    @Test
    void shouldGiveTheLeastWhenThereIsNoRoomForMore() {
        PartSizes parts = new PartSizes(LEAST, 1_000, gauges);

        assertThat(parts.take(LEAST + 700)).isEqualTo(LEAST + 700);
        assertThat(parts.take(LEAST + 700)).isEqualTo(LEAST + 300);
        assertThat(parts.take(LEAST + 700)).isEqualTo(LEAST);
        parts.give(LEAST + 700);
        assertThat(parts.take(MOST)).isEqualTo(LEAST + 700);
        assertThat(taken()).isEqualTo(1_000);
    }

    @Test
    void shouldNotReadLessFromAStoreThatWantsMoreThanTheMost() {
        PartSizes parts = new PartSizes(MOST + 1, MOST, gauges);

        assertThat(parts.take(Integer.MAX_VALUE)).isEqualTo(MOST + 1);
        assertThat(taken()).isZero();
    }

    @Test
    void shouldTakeNothingBackForAPartThatARateMadeSmaller() {
        PartSizes parts = new PartSizes(LEAST, 100, gauges);

        parts.take(LEAST);
        parts.give(LEAST / 2);

        assertThat(parts.take(MOST)).isEqualTo(LEAST + 100);
        assertThat(taken()).isEqualTo(100);
    }

    @Test
    void shouldNeverGiveMoreThanItsRoomToManyThreads() throws Exception {
        int room = 3 * MOST;
        PartSizes parts = new PartSizes(LEAST, room, gauges);
        List<Thread> threads = new ArrayList<>();
        for (int seed = 0; seed < 4; seed++) {
            Random random = new Random(seed);
            threads.add(new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    parts.give(parts.take(random.nextInt(2 * MOST)));
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(taken()).isZero();
        int given = 0;
        for (int i = 0; i < 5; i++) {
            given += parts.take(MOST) - LEAST;
        }
        assertThat(given).isEqualTo(room);
    }

    private long taken() {
        return gauges.snapshot().get("file_read_ahead_bytes");
    }
}
