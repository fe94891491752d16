package dev.yamabiko.contract;

import dev.yamabiko.stream.Appended;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.IndexQuery;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.support.Answer;
import dev.yamabiko.support.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** An open journal without records, and short words for what is done with it. */
@ExtendWith(VertxExtension.class)
@Timeout(30)
public abstract class JournalFixture {

    protected static final int MAX_TOPICS = 100;
    protected static final Topic TOPIC = new Topic("logs/billing");
    protected static final Topic OTHER = new Topic("logs/checkout");

    protected final ManualClock clock = new ManualClock(1_000_000);
    protected Vertx vertx;
    protected Journal journal;

    /** A journal without records that takes {@link #MAX_TOPICS} topics. */
    protected abstract Journal create(Vertx vertx, Clock clock);

    @BeforeEach
    void open(Vertx vertx) {
        this.vertx = vertx;
        journal = create(vertx, clock);
        await(journal.open());
    }

    @AfterEach
    void close() {
        await(journal.close());
    }

    protected final List<Block> append(Batch... batches) {
        return outcomes(batches).stream().map(Appended::block).toList();
    }

    protected final List<Appended> outcomes(Batch... batches) {
        return await(journal.append(List.of(batches)));
    }

    protected final List<Block> readAll(Topic topic) {
        return read(topic, 1, Long.MAX_VALUE);
    }

    protected final List<Block> read(Topic topic, long from, long to) {
        return await(journal.read(topic, from, to, Integer.MAX_VALUE));
    }

    protected final List<BlockInfo> index(IndexQuery query) {
        return await(journal.index(TOPIC, query));
    }

    protected static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    protected static List<BlockInfo> infos(List<Block> blocks) {
        return blocks.stream().map(Block::info).toList();
    }

    protected static <T> T await(Future<T> future) {
        return Answer.await(future);
    }
}
