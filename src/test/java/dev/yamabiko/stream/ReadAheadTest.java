package dev.yamabiko.stream;

import static dev.yamabiko.stream.Stage.TOPIC;
import static dev.yamabiko.stream.Stage.follow;
import static dev.yamabiko.stream.Stage.play;
import static dev.yamabiko.stream.Stage.range;
import static dev.yamabiko.stream.Stage.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.support.FakeSink;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the journal reads while a reader is written what it read before. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class ReadAheadTest {

    /** Four blocks of twenty records are read at a time. */
    private static final StreamLimits SMALL = new StreamLimits(32 << 10, 16 << 20, 4_000, 2_000, 3_600_000, 7_200_000);

    private static final int BLOCK = 20;

    @Test
    void shouldReadOnceMoreThanAReaderHasTaken(Vertx vertx) {
        play(vertx, SMALL, stage -> {
            fill(stage, 100);
            FakeSink sink = stalledAfter(1, stage, 0);
            long read = stage.gauge(Gauges.BLOCKS_READ);
            assertThat(read).isBetween(5L, 8L);

            sink.allow(100);
            stage.turns.runAll();

            assertThat(sink.offsets()).isEqualTo(range(1, 100 * BLOCK));
            assertThat(stage.gauge(Gauges.BLOCKS_READ)).isEqualTo(100);
        });
    }

    @Test
    void shouldReadHardlyMoreForManyReadersThatWouldNotFindItAnyMore(Vertx vertx) {
        play(vertx, SMALL, stage -> {
            // Given readers far from each other, more than are remembered
            fill(stage, 40 * 40);
            List<FakeSink> sinks = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                sinks.add(stalledAfter(0, stage, (long) i * 40 * BLOCK));
            }
            long before = stage.gauge(Gauges.BLOCKS_READ);

            // When
            for (int i = 0; i < 20; i++) {
                sinks.forEach(sink -> {
                    sink.allow(1);
                    stage.turns.runAll();
                });
            }

            // Then
            assertThat(sinks).allSatisfy(sink -> assertThat(sink.writes()).isEqualTo(20));
            assertThat(stage.gauge(Gauges.BLOCKS_READ) - before).isLessThan(40 * 20 * 13 / 10);
        });
    }

    private static void fill(Stage stage, int blocks) {
        for (int i = 0; i < blocks; i++) {
            stage.append(TOPIC, BLOCK);
        }
    }

    private static FakeSink stalledAfter(int writes, Stage stage, long offset) {
        FakeSink sink = FakeSink.open();
        sink.allow(writes);
        stage.subscribe(resuming(follow(TOPIC), new ResumePoint("", Map.of(TOPIC, offset), false)), sink);
        stage.turns.runAll();
        return sink;
    }
}
