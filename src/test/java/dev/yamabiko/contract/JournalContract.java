package dev.yamabiko.contract;

import static dev.yamabiko.support.Records.batch;
import static dev.yamabiko.support.Records.entries;
import static dev.yamabiko.support.Records.offsets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.IndexQuery;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.stream.TopicPolicy;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every journal does. The test of a new one extends this with what it takes to create it. */
public abstract class JournalContract extends RetentionContract {

    @Test
    void shouldCountOffsetsWithoutGapInEachTopic() {
        for (int i = 0; i < 30; i++) {
            append(batch(TOPIC, 3), batch(OTHER, 2), batch(TOPIC, 1));
        }

        assertThat(offsets(readAll(TOPIC))).isEqualTo(upTo(120));
        assertThat(offsets(readAll(OTHER))).isEqualTo(upTo(60));
    }

    @Test
    void shouldKeepWhatWasAppendedAndAddTheOffset() {
        append(batch(TOPIC, 77, "grün", ""));

        LogEntry first = entries(readAll(TOPIC)).get(0);
        assertThat(first.getMessage()).isEqualTo("grün");
        assertThat(first.getTimestamp()).isEqualTo(77);
        assertThat(first.getOffset()).isEqualTo(1);
    }

    @Test
    void shouldMakeOneBlockOfEachBatch() {
        List<Block> appended = append(batch(TOPIC, 3), batch(TOPIC, 2));

        assertThat(appended).extracting(Block::first).containsExactly(1L, 4L);
        assertThat(readAll(TOPIC)).extracting(Block::info).isEqualTo(infos(appended));
    }

    @Test
    void shouldSayWhenABlockWasAppendedAndOfWhichTimesItIs() {
        Batch batch = batch(TOPIC, 70, "late");
        batch.add(60, new byte[0], 0, 0, new byte[0], 0);

        append(batch);

        BlockInfo info = readAll(TOPIC).get(0).info();
        assertThat(info).isEqualTo(new BlockInfo(1, 2, batch.length(), 60, 70, clock.millis()));
    }

    @Test
    void shouldReadFromTheBlockThatHoldsTheOffset() {
        append(batch(TOPIC, 3), batch(TOPIC, 3), batch(TOPIC, 3));

        assertThat(read(TOPIC, 5, 9)).extracting(Block::first).containsExactly(4L, 7L);
        assertThat(read(TOPIC, 5, 6)).extracting(Block::first).containsExactly(4L);
        assertThat(read(TOPIC, 3, 4)).extracting(Block::first).containsExactly(1L, 4L);
        assertThat(read(TOPIC, 10, 20)).isEmpty();
    }

    @Test
    void shouldReadUpToTheLimitButAtLeastOneBlock() {
        int bytes = append(batch(TOPIC, 3), batch(TOPIC, 3), batch(TOPIC, 3))
                .get(0)
                .info()
                .bytes();

        assertThat(await(journal.read(TOPIC, 1, 9, 1))).hasSize(1);
        assertThat(await(journal.read(TOPIC, 1, 9, bytes))).hasSize(1);
        assertThat(await(journal.read(TOPIC, 1, 9, bytes + 1))).hasSize(2);
        assertThat(await(journal.read(TOPIC, 1, 9, Integer.MAX_VALUE))).hasSize(3);
    }

    @Test
    void shouldListBlocksForward() {
        List<BlockInfo> all = infos(append(batch(TOPIC, 2), batch(TOPIC, 2), batch(TOPIC, 2)));

        assertThat(index(IndexQuery.forward(1, 6, 10))).isEqualTo(all);
        assertThat(index(IndexQuery.forward(4, 6, 10))).isEqualTo(all.subList(1, 3));
        assertThat(index(IndexQuery.forward(1, 2, 10))).isEqualTo(all.subList(0, 1));
        assertThat(index(IndexQuery.forward(1, 6, 2))).isEqualTo(all.subList(0, 2));
        assertThat(index(IndexQuery.forward(7, 9, 2))).isEmpty();
    }

    @Test
    void shouldListBlocksBackward() {
        List<BlockInfo> all = infos(append(batch(TOPIC, 2), batch(TOPIC, 2), batch(TOPIC, 2)));

        assertThat(index(IndexQuery.backward(1, 6, 10))).containsExactly(all.get(2), all.get(1), all.get(0));
        assertThat(index(IndexQuery.backward(1, 4, 1))).containsExactly(all.get(1));
        assertThat(index(IndexQuery.backward(2, 6, 10))).hasSize(3);
        assertThat(index(IndexQuery.backward(1, 0, 10))).isEmpty();
    }

    @Test
    void shouldListOnlyBlocksThatMayHoldTheWantedTimes() {
        List<BlockInfo> all = infos(
                append(batch(TOPIC, 100, "a"), batch(TOPIC, 300, "b"), batch(TOPIC, 200, "c"), batch(TOPIC, 400, "d")));

        assertThat(index(IndexQuery.forward(1, 4, 10).within(200, 300))).containsExactly(all.get(1), all.get(2));
        assertThat(index(IndexQuery.forward(1, 4, 1).within(150, Long.MAX_VALUE)))
                .containsExactly(all.get(1));
        assertThat(index(IndexQuery.backward(1, 4, 1).within(Long.MIN_VALUE, 350)))
                .containsExactly(all.get(2));
    }

    @Test
    void shouldKnowNothingOfAnUnknownTopic() {
        assertThat(await(journal.extent(TOPIC))).isEqualTo(Extent.EMPTY);
        assertThat(readAll(TOPIC)).isEmpty();
        assertThat(index(IndexQuery.forward(1, 10, 10))).isEmpty();
        assertThat(await(journal.trim(TOPIC, new TopicPolicy(1, 1, 1)))).isZero();
        assertThat(await(journal.topics(""))).isEmpty();
    }

    @Test
    void shouldSayHowFarATopicReaches() {
        append(batch(TOPIC, 3), batch(OTHER, 1));

        assertThat(await(journal.extent(TOPIC))).isEqualTo(new Extent(1, 3));
        assertThat(await(journal.extent(OTHER))).isEqualTo(new Extent(1, 1));
    }

    @Test
    void shouldSayOfManyTopicsHowFarTheyReach() {
        Map<Topic, Extent> reach = new HashMap<>();
        for (int i = 1; i <= MAX_TOPICS; i++) {
            Topic topic = new Topic("t" + i);
            append(batch(topic, i % 3 + 1));
            reach.put(topic, new Extent(1, i % 3 + 1));
        }
        List<Topic> asked = new ArrayList<>(reach.keySet());
        asked.add(OTHER);

        assertThat(await(journal.extents(asked))).isEqualTo(reach);
    }

    @Test
    void shouldFindTopicsByPrefix() {
        List<Topic> topics = List.of(
                new Topic("a"), new Topic("logs/"), new Topic("logs/a"), new Topic("logs/é"), new Topic("logs0"));
        topics.forEach(topic -> append(batch(topic, 1)));

        assertThat(await(journal.topics("logs/"))).containsExactlyInAnyOrderElementsOf(topics.subList(1, 4));
        assertThat(await(journal.topics(""))).containsExactlyInAnyOrderElementsOf(topics);
        assertThat(await(journal.topics("x"))).isEmpty();
    }

    @Test
    void shouldRefuseOneTopicTooManyAndNothingElse() {
        for (int i = 1; i < MAX_TOPICS; i++) {
            append(batch(new Topic("t" + i), 1));
        }

        List<Block> blocks =
                append(batch(TOPIC, 1), batch(OTHER, 1), batch(TOPIC, 2), batch(OTHER, 1), batch(new Topic("t1"), 1));

        assertThat(blocks)
                .extracting(block -> block == null ? 0L : block.first())
                .containsExactly(1L, 0L, 2L, 0L, 2L);
        assertThat(await(journal.topics("")))
                .hasSize(MAX_TOPICS)
                .contains(TOPIC)
                .doesNotContain(OTHER);
        assertThat(await(journal.extent(OTHER))).isEqualTo(Extent.EMPTY);
    }

    @Test
    void shouldTakeALargeRecord() {
        String large = "x".repeat(5 << 20);

        append(batch(TOPIC, 0, "small", large), batch(TOPIC, 1));

        assertThat(entries(read(TOPIC, 2, 2)).get(1).getMessage()).isEqualTo(large);
        assertThat(offsets(readAll(TOPIC))).isEqualTo(upTo(3));
    }

    @Test
    void shouldReadWhileItAppends() {
        List<Future<?>> appends = new ArrayList<>();
        List<Future<List<Block>>> reads = new ArrayList<>();
        Future<?> last = Future.succeededFuture();
        for (int i = 0; i < 100; i++) {
            last = last.compose(v -> journal.append(List.of(batch(TOPIC, 5), batch(OTHER, 1))));
            last.onSuccess(v -> reads.add(journal.read(TOPIC, 1, Long.MAX_VALUE, Integer.MAX_VALUE)));
            appends.add(last);
        }

        await(Future.all(appends));
        await(Future.all(List.copyOf(reads)));

        assertThat(reads).hasSize(100);
        assertThat(reads)
                .allSatisfy(read -> assertThat(offsets(read.result()))
                        .hasSizeGreaterThanOrEqualTo(5)
                        .isEqualTo(upTo(offsets(read.result()).size())));
    }

    @Test
    void shouldAnswerOnTheCallersContext() {
        Context context = vertx.getOrCreateContext();
        Promise<List<Context>> answered = Promise.promise();

        context.runOnContext(v -> {
            List<Context> contexts = new ArrayList<>();
            journal.append(List.of(batch(TOPIC, 1)))
                    .onSuccess(blocks -> contexts.add(Vertx.currentContext()))
                    .compose(blocks -> journal.read(TOPIC, 1, 1, 1))
                    .onSuccess(blocks -> contexts.add(Vertx.currentContext()))
                    .compose(blocks -> journal.index(TOPIC, IndexQuery.forward(1, 1, 1)))
                    .onSuccess(blocks -> contexts.add(Vertx.currentContext()))
                    .map(contexts)
                    .onComplete(answered);
        });

        assertThat(await(answered.future())).containsExactly(context, context, context);
    }

    @Test
    void shouldSayThatItCanBeWrittenTo() {
        await(journal.probe());

        assertThat(append(batch(TOPIC, 1)).get(0).first()).isEqualTo(1);
    }
}
