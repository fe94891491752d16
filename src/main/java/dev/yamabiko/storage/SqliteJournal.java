package dev.yamabiko.storage;

import dev.yamabiko.stream.Appended;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.IndexQuery;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.stream.TopicPolicy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of one node: blocks as rows of one SQLite file, {@code journal.db} in the data folder. An append is
 * acknowledged when it is on the disk. What it hands out is what was stored, or an error: blocks are checked whenever
 * they are read.
 *
 * <p>Thread-safe. One thread writes, {@value SqliteReaders#COUNT} read, all of them Vert.x's; what topics there are and
 * how far they reach is known in memory.
 */
public final class SqliteJournal implements Journal, Restorable {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteJournal.class);
    private static final int VERIFY_BYTES = 1 << 20;

    private final SqliteStore store;
    private final TopicTable topics;
    private final WorkerExecutor writing;
    private final WorkerExecutor reading;

    /** Encoded bytes that topics had when the journal was opened, once somebody had to know. */
    private final Map<Topic, Long> bytesAtOpen = new ConcurrentHashMap<>();

    /** Keeps its file in {@code folder}, which it creates if need be. */
    public SqliteJournal(Vertx vertx, Path folder, JournalBounds bounds, Clock clock, RandomGenerator random) {
        this.topics = new TopicTable(bounds.maxTopics());
        this.store = new SqliteStore(folder, bounds, topics, clock, random);
        this.writing = vertx.createSharedWorkerExecutor("journal-write", 1);
        this.reading = vertx.createSharedWorkerExecutor("journal-read", SqliteReaders.COUNT);
    }

    @Override
    public String name() {
        return "sqlite";
    }

    @Override
    public String durability() {
        return "on this node's disk, flushed (fsync) before it is acknowledged";
    }

    @Override
    public Future<Void> open() {
        return on(writing, store::open)
                .onSuccess(checked -> {
                    if (!checked) {
                        verify().onSuccess(v -> LOG.info("journal verified"));
                    }
                })
                .mapEmpty();
    }

    @Override
    public String epoch() {
        return store.epoch();
    }

    @Override
    public Future<List<Appended>> append(List<Batch> batches) {
        return on(writing, () -> store.write(writer -> writer.append(batches)));
    }

    @Override
    public Future<List<Block>> read(Topic topic, long from, long to, int maxBytes) {
        TopicTable.Entry entry = topics.get(topic);
        return entry == null
                ? Future.succeededFuture(List.of())
                : on(reading, () -> store.read(reader -> reader.read(entry, from, to, maxBytes)));
    }

    @Override
    public Future<List<BlockInfo>> index(Topic topic, IndexQuery query) {
        TopicTable.Entry entry = topics.get(topic);
        return entry == null
                ? Future.succeededFuture(List.of())
                : on(reading, () -> store.read(reader -> reader.index(entry, query)));
    }

    @Override
    public Future<Map<Topic, Extent>> extents(Collection<Topic> wanted) {
        Map<Topic, Extent> extents = new HashMap<>();
        for (Topic topic : wanted) {
            TopicTable.Entry entry = topics.get(topic);
            if (entry != null) {
                extents.put(topic, entry.extent());
            }
        }
        return Future.succeededFuture(extents);
    }

    @Override
    public Future<Collection<Topic>> topics(String prefix) {
        return Future.succeededFuture(topics.startingWith(prefix));
    }

    @Override
    public Future<Integer> trim(Topic topic, TopicPolicy policy) {
        if (topics.get(topic) == null || policy.equals(TopicPolicy.KEEP_ALL)) {
            return Future.succeededFuture(0);
        }
        Promise<Integer> trimmed = Promise.promise();
        measure(topic, policy).onFailure(trimmed::fail).onSuccess(v -> trimStep(topic, policy, 0, trimmed));
        return trimmed.future();
    }

    @Override
    public Future<Integer> forgetKeys(long before, int newest) {
        return on(writing, () -> store.write(writer -> writer.forgetKeys(before, newest)));
    }

    @Override
    public Future<Void> probe() {
        return on(
                        writing,
                        () -> store.write(writer -> {
                            writer.probe();
                            return true;
                        }))
                .mapEmpty();
    }

    /** Reads every block there is and checks it. Takes as long as that takes; may run while the journal is in use. */
    public Future<Void> verify() {
        Promise<Void> verified = Promise.promise();
        verifyNext(topics.all().iterator(), verified);
        return verified.future();
    }

    @Override
    public Future<Void> beginEpoch() {
        return on(writing, store::beginEpoch);
    }

    @Override
    public Future<Void> close() {
        return on(writing, store::close);
    }

    private void trimStep(Topic topic, TopicPolicy policy, int before, Promise<Integer> trimmed) {
        on(writing, () -> store.write(writer -> writer.trim(topic, policy, bytesAtOpen.getOrDefault(topic, 0L))))
                .onFailure(trimmed::fail)
                .onSuccess(count -> {
                    if (count < SqliteWriter.TRIM_STEP) {
                        trimmed.complete(before + count);
                    } else {
                        trimStep(topic, policy, before + count, trimmed);
                    }
                });
    }

    private Future<Void> measure(Topic topic, TopicPolicy policy) {
        if (policy.maxBytes() == 0 || bytesAtOpen.containsKey(topic)) {
            return Future.succeededFuture();
        }
        TopicTable.Entry entry = topics.entry(topic);
        return on(reading, () -> store.read(reader -> reader.bytes(entry)))
                .onSuccess(bytes -> bytesAtOpen.put(topic, bytes - entry.grown()))
                .mapEmpty();
    }

    private void verifyNext(Iterator<TopicTable.Entry> entries, Promise<Void> verified) {
        if (entries.hasNext()) {
            TopicTable.Entry entry = entries.next();
            verifyFrom(entry, entry.extent().earliest(), entries, verified);
        } else {
            verified.complete();
        }
    }

    private void verifyFrom(
            TopicTable.Entry entry, long from, Iterator<TopicTable.Entry> others, Promise<Void> verified) {
        read(entry.topic(), from, entry.extent().last(), VERIFY_BYTES)
                .onFailure(verified::fail)
                .onSuccess(blocks -> {
                    if (blocks.isEmpty()) {
                        verifyNext(others, verified);
                    } else {
                        verifyFrom(entry, blocks.get(blocks.size() - 1).last() + 1, others, verified);
                    }
                });
    }

    private static <T> Future<T> on(WorkerExecutor executor, Callable<T> work) {
        return executor.executeBlocking(work, false);
    }
}
