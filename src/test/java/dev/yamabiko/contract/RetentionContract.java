package dev.yamabiko.contract;

import static dev.yamabiko.support.Records.batch;
import static dev.yamabiko.support.Records.offsets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.IndexQuery;
import dev.yamabiko.stream.TopicPolicy;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every journal removes, and what it keeps. */
abstract class RetentionContract extends PlaceContract {

    @Test
    void shouldTrimByAge() {
        append(batch(TOPIC, 2));
        clock.advance(100);
        append(batch(TOPIC, 2));
        clock.advance(50);

        assertThat(trim(new TopicPolicy(150, 0, 0))).isZero();
        clock.advance(1);
        assertThat(trim(new TopicPolicy(150, 0, 0))).isEqualTo(1);

        assertThat(offsets(readAll(TOPIC))).containsExactly(3L, 4L);
        assertThat(await(journal.extent(TOPIC))).isEqualTo(new Extent(3, 4));
    }

    @Test
    void shouldTrimByBytesAndKeepWhatIsWithinThem() {
        List<BlockInfo> all = infos(append(batch(TOPIC, 2), batch(TOPIC, 3), batch(TOPIC, 4)));
        long newest = all.get(2).bytes();

        assertThat(trim(new TopicPolicy(0, newest + all.get(1).bytes() + 1, 0))).isZero();
        assertThat(trim(new TopicPolicy(0, newest + 1, 0))).isEqualTo(1);
        assertThat(trim(new TopicPolicy(0, newest, 0))).isEqualTo(1);
        assertThat(trim(new TopicPolicy(0, 1, 0))).isZero();

        assertThat(readAll(TOPIC)).extracting(Block::info).containsExactly(all.get(2));
    }

    @Test
    void shouldTrimByRecordsAndKeepWhatIsWithinThem() {
        append(batch(TOPIC, 3), batch(TOPIC, 3), batch(TOPIC, 3));

        assertThat(trim(new TopicPolicy(0, 0, 7))).isZero();
        assertThat(trim(new TopicPolicy(0, 0, 4))).isEqualTo(1);
        assertThat(trim(new TopicPolicy(0, 0, 3))).isEqualTo(1);

        assertThat(await(journal.extent(TOPIC))).isEqualTo(new Extent(7, 9));
    }

    @Test
    void shouldTrimByTheBoundThatIsPassedFirst() {
        append(batch(TOPIC, 3), batch(TOPIC, 3), batch(TOPIC, 3));
        clock.advance(1_000);

        assertThat(trim(new TopicPolicy(10_000, 1_000_000, 4))).isEqualTo(1);
        assertThat(trim(new TopicPolicy(10, 1_000_000, 4))).isEqualTo(2);
    }

    @Test
    void shouldKeepEverythingWithoutABound() {
        append(batch(TOPIC, 3));
        clock.advance(Long.MAX_VALUE / 2);

        assertThat(trim(TopicPolicy.KEEP_ALL)).isZero();

        assertThat(offsets(readAll(TOPIC))).isEqualTo(upTo(3));
    }

    @Test
    void shouldUseNoOffsetTwiceAfterEverythingIsGone() {
        append(batch(TOPIC, 3), batch(TOPIC, 2));
        clock.advance(1_000);

        assertThat(trim(new TopicPolicy(1, 0, 0))).isEqualTo(2);

        assertThat(await(journal.extent(TOPIC))).isEqualTo(new Extent(6, 5));
        assertThat(readAll(TOPIC)).isEmpty();
        assertThat(await(journal.topics(""))).containsExactly(TOPIC);
        assertThat(append(batch(TOPIC, 1)).get(0).first()).isEqualTo(6);
        assertThat(await(journal.extent(TOPIC))).isEqualTo(new Extent(6, 6));
    }

    @Test
    void shouldReadAndListFromTheEarliestRecordKept() {
        append(batch(TOPIC, 3), batch(TOPIC, 3), batch(TOPIC, 3));
        trim(new TopicPolicy(0, 0, 5));

        assertThat(read(TOPIC, 1, 9)).extracting(Block::first).containsExactly(4L, 7L);
        assertThat(read(TOPIC, 2, 4)).extracting(Block::first).containsExactly(4L);
        assertThat(read(TOPIC, 1, 3)).isEmpty();
        assertThat(index(IndexQuery.forward(1, 9, 10)))
                .extracting(BlockInfo::first)
                .containsExactly(4L, 7L);
    }

    @Test
    void shouldTrimManyBlocksWhileItTakesMore() {
        for (int i = 0; i < 50; i++) {
            append(batch(TOPIC, 1), batch(TOPIC, 1), batch(TOPIC, 1), batch(OTHER, 1));
        }
        List<Future<?>> appends = new ArrayList<>();

        Future<Integer> trimmed = journal.trim(TOPIC, new TopicPolicy(0, 0, 10));
        for (int i = 0; i < 50; i++) {
            appends.add(journal.append(List.of(batch(TOPIC, 1))));
        }
        await(Future.all(appends));

        assertThat(await(trimmed)).isBetween(140, 190);
        Extent extent = await(journal.extent(TOPIC));
        assertThat(extent.last()).isEqualTo(200);
        assertThat(extent.earliest()).isEqualTo(await(trimmed) + 1L).isLessThanOrEqualTo(191);
        assertThat(offsets(readAll(TOPIC))).hasSize((int) (201 - extent.earliest()));
        assertThat(offsets(readAll(OTHER))).isEqualTo(upTo(50));
    }

    @Test
    void shouldReadSoundlyWhileItTrims() {
        for (int i = 0; i < 50; i++) {
            append(batch(TOPIC, 2), batch(TOPIC, 2), batch(TOPIC, 2), batch(TOPIC, 2));
        }
        List<Future<List<Block>>> reads = new ArrayList<>();

        Future<Integer> trimmed = journal.trim(TOPIC, new TopicPolicy(0, 0, 20));
        for (int i = 0; i < 200; i++) {
            reads.add(journal.read(TOPIC, 2 * i + 1, 400, 10_000));
        }
        await(trimmed);
        await(Future.all(List.copyOf(reads)));

        assertThat(reads).allSatisfy(read -> {
            List<Long> offsets = offsets(read.result());
            long first = offsets.get(0);
            assertThat(offsets)
                    .isEqualTo(upTo(first + offsets.size() - 1)
                            .subList((int) first - 1, (int) first - 1 + offsets.size()));
        });
    }

    private int trim(TopicPolicy policy) {
        return await(journal.trim(TOPIC, policy));
    }
}
