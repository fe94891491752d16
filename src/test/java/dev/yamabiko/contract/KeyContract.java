package dev.yamabiko.contract;

import static dev.yamabiko.support.Records.batch;
import static dev.yamabiko.support.Records.entries;
import static dev.yamabiko.support.Records.offsets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.stream.Appended;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.IdempotencyKey;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.stream.TopicPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How every journal recognises records that are sent again. */
abstract class KeyContract extends JournalFixture {

    @Test
    void shouldKeepRecordsOfAKeyOnce() {
        append(batch(TOPIC, 2));

        List<Appended> first = outcomes(keyed("k", 0, 3));
        List<Appended> again = outcomes(keyed("k", 0, 3));

        assertThat(first).extracting(Appended::last).containsExactly(5L);
        assertThat(again).containsExactly(Appended.known(5));
        assertThat(offsets(readAll(TOPIC))).isEqualTo(upTo(5));
    }

    @Test
    void shouldRecogniseRecordsHoweverTheyAreCut() {
        outcomes(keyed("k", 0, 3), keyed("k", 3, 2));
        append(batch(TOPIC, 1));

        assertThat(outcomes(keyed("k", 1, 4))).containsExactly(Appended.known(5));
        assertThat(outcomes(keyed("k", 0, 5))).containsExactly(Appended.known(5));
        assertThat(outcomes(keyed("k", 4, 1))).containsExactly(Appended.known(5));
        assertThat(await(journal.extent(TOPIC))).isEqualTo(new Extent(1, 6));
    }

    @Test
    void shouldKeepTheRecordsOfAKeyThatAreNew() {
        outcomes(keyed("k", 0, 2));

        List<Appended> longer = outcomes(keyed("k", 0, 5), keyed("k", 5, 1));

        assertThat(longer).extracting(Appended::last).containsExactly(5L, 6L);
        assertThat(longer.get(0).block().first()).isEqualTo(3);
        assertThat(entries(readAll(TOPIC)))
                .extracting(LogEntry::getMessage)
                .containsExactly("m0", "m1", "m2", "m3", "m4", "m0");
        assertThat(offsets(readAll(TOPIC))).isEqualTo(upTo(6));
    }

    @Test
    void shouldRecogniseRecordsThatComeTwiceInOneAppend() {
        List<Appended> appended =
                outcomes(keyed("k", 0, 3), batch(TOPIC, 1), keyed("k", 0, 3), keyed("k", 1, 4), keyed("k", 0, 5));

        assertThat(appended).extracting(Appended::last).containsExactly(3L, 4L, 3L, 6L, 6L);
        assertThat(appended.get(2)).isEqualTo(Appended.known(3));
        assertThat(appended.get(4)).isEqualTo(Appended.known(6));
        assertThat(offsets(readAll(TOPIC))).isEqualTo(upTo(6));
    }

    @Test
    void shouldKeepOthersBehindRecordsThatAreKnownInPart() {
        outcomes(keyed("k", 0, 2));

        List<Appended> appended =
                outcomes(batch(TOPIC, 1), keyed("k", 0, 4), batch(OTHER, 1), batch(TOPIC, 2), keyed("other", 0, 1));

        assertThat(appended).extracting(Appended::last).containsExactly(3L, 5L, 1L, 7L, 8L);
        assertThat(offsets(readAll(TOPIC))).isEqualTo(upTo(8));
    }

    @Test
    void shouldCountRecordsOfAKeyInEachTopic() {
        outcomes(keyed("k", 0, 2));

        List<Appended> other = outcomes(batch(OTHER, 3).keyed(new IdempotencyKey("k", 0)));
        List<Appended> otherKey = outcomes(keyed("K", 0, 2));

        assertThat(other.get(0).block().info().count()).isEqualTo(3);
        assertThat(otherKey).extracting(Appended::last).containsExactly(4L);
    }

    @Test
    void shouldRecogniseRecordsThatAreGone() {
        outcomes(keyed("k", 0, 2), batch(TOPIC, 1));
        clock.advance(1_000);
        await(journal.trim(TOPIC, new TopicPolicy(1, 0, 0)));

        assertThat(outcomes(keyed("k", 0, 2))).containsExactly(Appended.known(2));
    }

    @Test
    void shouldRememberNoKeyOfARefusedBatch() {
        for (int i = 0; i < MAX_TOPICS; i++) {
            append(batch(new Topic("t" + i), 1));
        }

        assertThat(outcomes(keyed("k", 0, 2)).get(0).refusal()).isNotNull();
        assertThat(await(journal.forgetKeys(Long.MAX_VALUE, 0))).isZero();
    }

    @Test
    void shouldForgetKeysThatWereNotUsedForLong() {
        outcomes(keyed("old", 0, 1), keyed("used", 0, 1));
        clock.advance(100);
        outcomes(keyed("used", 1, 1), keyed("new", 0, 1));

        assertThat(await(journal.forgetKeys(clock.millis() - 100, 10))).isZero();
        assertThat(await(journal.forgetKeys(clock.millis(), 10))).isEqualTo(1);

        assertThat(outcomes(keyed("used", 0, 2), keyed("new", 0, 1), keyed("old", 0, 1)))
                .extracting(Appended::last)
                .containsExactly(3L, 4L, 5L);
    }

    @Test
    void shouldForgetAllButTheNewestKeysOfEachTopic() {
        for (int i = 0; i < 5; i++) {
            outcomes(keyed("k" + i, 0, 1));
            clock.advance(1);
        }
        outcomes(batch(OTHER, 1).keyed(new IdempotencyKey("k0", 0)));

        assertThat(await(journal.forgetKeys(0, 2))).isEqualTo(3);
        assertThat(await(journal.forgetKeys(0, 2))).isZero();

        assertThat(outcomes(keyed("k3", 0, 1), keyed("k4", 0, 1), keyed("k2", 0, 1)))
                .extracting(Appended::last)
                .containsExactly(4L, 5L, 6L);
        assertThat(outcomes(batch(OTHER, 1).keyed(new IdempotencyKey("k0", 0)))).containsExactly(Appended.known(1));
    }

    /** Records of {@link #TOPIC} that so many others of their key come before. */
    private static Batch keyed(String key, long before, int count) {
        return batch(TOPIC, count).keyed(new IdempotencyKey(key, before));
    }
}
