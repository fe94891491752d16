package dev.yamabiko.contract;

import static dev.yamabiko.support.Records.batch;
import static dev.yamabiko.support.Records.offsets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.stream.Appended;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.IdempotencyKey;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.TopicPolicy;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How every journal keeps batches that are to follow a certain record. */
abstract class PlaceContract extends KeyContract {

    @Test
    void shouldKeepABatchBehindTheRecordItIsToFollow() {
        assertThat(outcomes(batch(TOPIC, 2).following(0)))
                .extracting(Appended::last)
                .containsExactly(2L);
        assertThat(outcomes(batch(TOPIC, 1).following(2), batch(TOPIC, 2).following(3), batch(OTHER, 1)))
                .extracting(Appended::last)
                .containsExactly(3L, 5L, 1L);
        assertThat(offsets(readAll(TOPIC))).isEqualTo(upTo(5));
    }

    @Test
    void shouldRefuseABatchWhereOthersCameFirst() {
        append(batch(TOPIC, 2));

        assertThat(outcomes(batch(TOPIC, 1).following(1), batch(OTHER, 1)))
                .satisfiesExactly(
                        PlaceContract::isConflict,
                        kept -> assertThat(kept.last()).isEqualTo(1));
        assertThat(outcomes(batch(TOPIC, 1).following(0))).satisfiesExactly(PlaceContract::isConflict);
        assertThat(outcomes(batch(TOPIC, 1).following(3))).satisfiesExactly(PlaceContract::isConflict);

        assertThat(offsets(readAll(TOPIC))).isEqualTo(upTo(2));
        assertThat(append(batch(TOPIC, 1).following(2)).get(0).first()).isEqualTo(3);
    }

    @Test
    void shouldKeepNothingOfATopicBehindABatchThatIsRefused() {
        append(batch(TOPIC, 2));

        assertThat(outcomes(
                        batch(TOPIC, 1),
                        batch(TOPIC, 1).following(2),
                        batch(TOPIC, 1),
                        batch(TOPIC, 1).following(3),
                        batch(OTHER, 1)))
                .satisfiesExactly(
                        kept -> assertThat(kept.last()).isEqualTo(3),
                        PlaceContract::isConflict,
                        PlaceContract::isConflict,
                        PlaceContract::isConflict,
                        kept -> assertThat(kept.last()).isEqualTo(1));
        assertThat(offsets(readAll(TOPIC))).isEqualTo(upTo(3));
    }

    @Test
    void shouldBeginNoTopicForABatchThatIsRefused() {
        assertThat(outcomes(batch(TOPIC, 1).following(1), batch(TOPIC, 1)))
                .satisfiesExactly(PlaceContract::isConflict, PlaceContract::isConflict);

        assertThat(await(journal.topics(""))).isEmpty();
        assertThat(append(batch(TOPIC, 1).following(0)).get(0).first()).isEqualTo(1);
    }

    @Test
    void shouldRecogniseRecordsOfAKeyWhereverTheyWereToBe() {
        outcomes(keyed("k", 2).following(0), batch(TOPIC, 1));

        assertThat(outcomes(keyed("k", 2).following(0))).containsExactly(Appended.known(2));
        assertThat(outcomes(keyed("k", 2).following(9), batch(TOPIC, 1).following(3)))
                .extracting(Appended::last)
                .containsExactly(2L, 4L);
    }

    @Test
    void shouldRememberNoKeyOfABatchThatIsRefused() {
        append(batch(TOPIC, 1));

        assertThat(outcomes(keyed("k", 1).following(0))).satisfiesExactly(PlaceContract::isConflict);

        assertThat(outcomes(keyed("k", 1).following(1)).get(0).block()).isNotNull();
    }

    @Test
    void shouldFollowRecordsThatAreGone() {
        append(batch(TOPIC, 3));
        clock.advance(1_000);
        await(journal.trim(TOPIC, new TopicPolicy(1, 0, 0)));

        assertThat(outcomes(batch(TOPIC, 1).following(0))).satisfiesExactly(PlaceContract::isConflict);
        assertThat(append(batch(TOPIC, 1).following(3)).get(0).first()).isEqualTo(4);
    }

    @Test
    void shouldLetOneOfManyFollowTheSameRecord() {
        for (int round = 0; round < 20; round++) {
            List<Future<List<Appended>>> appends = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                appends.add(journal.append(List.of(batch(TOPIC, 1).following(round))));
            }
            await(Future.all(appends));

            assertThat(appends)
                    .extracting(append -> append.result().get(0).block())
                    .filteredOn(Objects::nonNull)
                    .hasSize(1);
        }
        assertThat(await(journal.extent(TOPIC))).isEqualTo(new Extent(1, 20));
    }

    private static void isConflict(Appended appended) {
        assertThat(appended.refusal()).isInstanceOf(StreamError.Conflict.class);
        assertThat(appended.block()).isNull();
    }

    private static Batch keyed(String key, int count) {
        return batch(TOPIC, count).keyed(new IdempotencyKey(key, 0));
    }
}
