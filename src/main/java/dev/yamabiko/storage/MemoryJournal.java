package dev.yamabiko.storage;

import dev.yamabiko.stream.Appended;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Expiry;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.IndexQuery;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.Refusals;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.stream.TopicPolicy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A journal that is gone with the process. When it is full, the oldest blocks leave, whatever their topic, as if
 * retention had taken them.
 *
 * <p>Thread-safe: one lock, held for map operations alone.
 */
public final class MemoryJournal implements Journal {

    private final Executor later;
    private final JournalBounds bounds;
    private final Clock clock;
    private final String epoch;
    private final NavigableMap<String, MemoryTopic> topics = new TreeMap<>();
    private final Map<Block, MemoryTopic> oldestFirst = new LinkedHashMap<>();
    private long bytes;

    /** Completes its futures on the caller's context. */
    public MemoryJournal(Vertx vertx, JournalBounds bounds, Clock clock, RandomGenerator random) {
        this(task -> vertx.getOrCreateContext().runOnContext(v -> task.run()), bounds, clock, random);
    }

    /** Completes its futures when {@code later} says, which is asked on the caller's thread. */
    public MemoryJournal(Executor later, JournalBounds bounds, Clock clock, RandomGenerator random) {
        this.later = later;
        this.bounds = bounds;
        this.clock = clock;
        this.epoch = Epochs.next(random);
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String durability() {
        return "in the memory of this process; gone when it ends";
    }

    @Override
    public Future<Void> open() {
        return Future.succeededFuture();
    }

    @Override
    public String epoch() {
        return epoch;
    }

    @Override
    public Future<List<Appended>> append(List<Batch> batches) {
        return answer(() -> {
            List<Appended> appended = new ArrayList<>(batches.size());
            Refusals refusals = new Refusals();
            for (Batch batch : batches) {
                Appended behind = refusals.of(batch.topic());
                appended.add(behind == null ? refusals.note(batch.topic(), add(batch)) : behind);
            }
            return appended;
        });
    }

    @Override
    public Future<List<Block>> read(Topic topic, long from, long to, int maxBytes) {
        return answer(() -> {
            MemoryTopic known = topics.get(topic.name());
            return known == null ? List.of() : known.read(from, to, maxBytes);
        });
    }

    @Override
    public Future<List<BlockInfo>> index(Topic topic, IndexQuery query) {
        return answer(() -> {
            MemoryTopic known = topics.get(topic.name());
            return known == null ? List.of() : known.index(query);
        });
    }

    @Override
    public synchronized Future<Map<Topic, Extent>> extents(Collection<Topic> wanted) {
        Map<Topic, Extent> extents = new HashMap<>();
        for (Topic topic : wanted) {
            MemoryTopic known = topics.get(topic.name());
            if (known != null) {
                extents.put(topic, known.extent());
            }
        }
        return Future.succeededFuture(extents);
    }

    @Override
    public synchronized Future<Collection<Topic>> topics(String prefix) {
        return Future.succeededFuture(topics.tailMap(prefix, true).keySet().stream()
                .takeWhile(name -> name.startsWith(prefix))
                .map(Topic::new)
                .toList());
    }

    @Override
    public Future<Integer> trim(Topic topic, TopicPolicy policy) {
        return answer(() -> {
            MemoryTopic known = topics.get(topic.name());
            if (known == null) {
                return 0;
            }
            Expiry expiry = new Expiry(policy, clock.millis(), known.extent().last());
            int count = expiry.count(known.oldestFirst(), known.bytes());
            for (int i = 0; i < count; i++) {
                oldestFirst.remove(removeOldest(known));
            }
            return count;
        });
    }

    @Override
    public Future<Integer> forgetKeys(long before, int newest) {
        return answer(() -> topics.values().stream()
                .mapToInt(topic -> topic.forgetKeys(before, newest))
                .sum());
    }

    @Override
    public Future<Void> probe() {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    private Appended add(Batch batch) {
        MemoryTopic topic = topics.get(batch.topic().name());
        if (topic == null) {
            if (topics.size() >= bounds.maxTopics()) {
                return Appended.refused(bounds.tooManyTopics());
            }
            topic = new MemoryTopic();
        }
        Appended appended = topic.append(batch, clock.millis());
        Block block = appended.block();
        if (block != null) {
            topics.put(batch.topic().name(), topic);
            oldestFirst.put(block, topic);
            bytes += block.info().bytes();
            makeRoom();
        }
        return appended;
    }

    private void makeRoom() {
        Iterator<MemoryTopic> oldest = oldestFirst.values().iterator();
        while (bounds.maxBytes() > 0 && bytes > bounds.maxBytes() && oldestFirst.size() > 1) {
            MemoryTopic topic = oldest.next();
            oldest.remove();
            removeOldest(topic);
        }
    }

    private Block removeOldest(MemoryTopic topic) {
        Block gone = topic.removeOldest();
        bytes -= gone.info().bytes();
        return gone;
    }

    /** The answer is worked out at once and delivered later: no caller hears of it before its call has returned. */
    private <T> Future<T> answer(Supplier<T> work) {
        T answer;
        synchronized (this) {
            answer = work.get();
        }
        Promise<T> promise = Promise.promise();
        later.execute(() -> promise.complete(answer));
        return promise.future();
    }
}
