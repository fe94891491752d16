package dev.yamabiko.cluster.journal;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import dev.yamabiko.stream.Appended;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.IndexQuery;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.stream.TopicPolicy;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The journal that the members of a cluster keep together in their memory: each topic on one member and its copy on
 * another. When a member is full, its oldest blocks leave, whatever their topic, those of {@code auth/} last, as if
 * retention had taken them.
 *
 * <p>Thread-safe. Nothing here waits on the caller's thread.
 */
public final class HazelcastJournal implements Journal {

    private static final long CACHE_BYTES = 8 << 20;
    private static final long OPEN_MS = 20_000;
    private static final long FAREWELL_MS = 1_000;
    private static final long LOOK_AGAIN_MS = 20;
    private static final String PROBE = "probe";

    private final Vertx vertx;
    private final HazelcastInstance instance;
    private final Memory memory;
    private final SegmentCache cache = new SegmentCache(CACHE_BYTES);
    private final Share share;
    private final Heads heads;
    private final Intake intake;
    private final Reader reader;
    private final Trimmer trimmer;
    private final TopicNames names;

    /**
     * What a node may put into the journal.
     *
     * @param maxBytes encoded bytes of the topics that one member owns; 0: an eighth of the smallest member's heap
     * @param maxTopics most topics
     * @param keysPerTopic idempotency keys remembered of a topic
     */
    public record Bounds(long maxBytes, int maxTopics, int keysPerTopic) {}

    /** This member takes part from now on, until it has left the cluster. */
    public HazelcastJournal(
            Vertx vertx, HazelcastInstance instance, Bounds bounds, Clock clock, RandomGenerator random) {
        this.vertx = vertx;
        this.instance = instance;
        this.memory = new Memory(this::epoch, bounds.maxTopics());
        this.share = Share.start(instance, bounds.maxBytes(), random, this::forget);
        this.heads = new Heads(vertx, instance, share, memory, bounds.keysPerTopic(), random);
        this.intake = new Intake(heads, clock);
        this.reader = new Reader(heads, instance, cache);
        this.trimmer = new Trimmer(vertx, instance, heads, reader, clock);
        this.names = new TopicNames(vertx, instance);
    }

    @Override
    public String name() {
        return "hazelcast";
    }

    @Override
    public String durability() {
        return instance.getCluster().getMembers().size() > 1
                ? "in the memory of two members of the cluster before it is acknowledged; survives the loss of one"
                : "in the memory of this node alone until another one joins; gone with it";
    }

    @Override
    public Future<Void> open() {
        return epochKnown(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(OPEN_MS))
                .compose(v -> topics(""))
                .compose(this::extents)
                .mapEmpty();
    }

    @Override
    public String epoch() {
        return share == null ? "" : share.epoch().value();
    }

    @Override
    public Future<List<Appended>> append(List<Batch> batches) {
        Context context = vertx.getOrCreateContext();
        Map<Topic, List<Batch>> byTopic = new LinkedHashMap<>();
        batches.forEach(batch -> byTopic.computeIfAbsent(batch.topic(), topic -> new ArrayList<>())
                .add(batch));
        Map<Batch, Appended> outcomes = new HashMap<>();
        List<Future<?>> appends = new ArrayList<>();
        byTopic.forEach((topic, own) -> appends.add(intake.append(topic, own).onSuccess(done -> {
            for (int i = 0; i < own.size(); i++) {
                outcomes.put(own.get(i), done.get(i));
            }
        })));
        Promise<List<Appended>> promise = Promise.promise();
        Future.join(appends)
                .<List<Appended>>map(v -> batches.stream().map(outcomes::get).toList())
                .onComplete(done -> context.runOnContext(v -> promise.handle(done)));
        return promise.future();
    }

    @Override
    public Future<List<Block>> read(Topic topic, long from, long to, int maxBytes) {
        return reader.read(topic, from, to, maxBytes);
    }

    @Override
    public Future<List<BlockInfo>> index(Topic topic, IndexQuery query) {
        return reader.index(topic, query);
    }

    @Override
    public Future<Map<Topic, Extent>> extents(Collection<Topic> topics) {
        if (topics.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return heads.lookAll(new LinkedHashSet<>(topics), Look.extent(), Long.MAX_VALUE)
                .map(found -> {
                    Map<Topic, Extent> extents = new HashMap<>();
                    found.forEach((topic, seen) -> {
                        if (!seen.incarnation().isEmpty()) {
                            extents.put(topic, new Extent(seen.earliest(), seen.last()));
                        }
                    });
                    return extents;
                });
    }

    @Override
    public Future<Collection<Topic>> topics(String prefix) {
        return names.all().map(all -> {
            memory.list(all);
            return all.stream()
                    .filter(name -> name.startsWith(prefix))
                    .map(Topic::new)
                    .toList();
        });
    }

    @Override
    public Future<Integer> trim(Topic topic, TopicPolicy policy) {
        return trimmer.trim(topic, policy);
    }

    /** Of the topics that this member owns: the others do the same. */
    @Override
    public Future<Integer> forgetKeys(long before, int newest) {
        return trimmer.forgetKeys(before, newest);
    }

    @Override
    public Future<Void> probe() {
        if (!share.fence().open()) {
            return Future.failedFuture(new StreamError.JournalUnavailable("journal: cut off from the cluster"));
        }
        return heads.answered(() -> JournalMaps.meta(instance).setAsync(PROBE, instance.getName()))
                .recover(error -> Future.failedFuture(
                        new StreamError.JournalUnavailable("journal: members do not answer", error)));
    }

    /**
     * True if each topic has its copies, and this member its share of them: the loss of one member loses nothing. Just
     * after a member has joined, the others have not begun to move its share, and nothing else shows that they will.
     */
    public Future<Boolean> safe() {
        return vertx.executeBlocking(
                () -> ownsSome() && instance.getPartitionService().isClusterSafe(), false);
    }

    private boolean ownsSome() {
        Member self = instance.getCluster().getLocalMember();
        return instance.getPartitionService().getPartitions().stream()
                .anyMatch(partition -> self.equals(partition.getOwner()));
    }

    /** Says to the others that this member leaves; it serves the topics it owns until it has. */
    @Override
    public Future<Void> close() {
        if (!instance.getLifecycleService().isRunning()) {
            return names.close();
        }
        Member self = instance.getCluster().getLocalMember();
        List<Future<?>> told = new ArrayList<>();
        for (Member member : instance.getCluster().getMembers()) {
            if (!member.equals(self)) {
                told.add(heads.answered(() -> Question.ask(instance, member, new Farewell(self.getUuid()))));
            }
        }
        return Future.join(told)
                .timeout(FAREWELL_MS, TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .otherwiseEmpty()
                .eventually(names::close);
    }

    private Future<Void> epochKnown(long deadline) {
        if (!epoch().isEmpty()) {
            return Future.succeededFuture();
        }
        if (System.nanoTime() - deadline > 0) {
            return Future.failedFuture(new StreamError.JournalUnavailable("journal: too few members agree"));
        }
        return vertx.timer(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS).compose(v -> epochKnown(deadline));
    }

    private void forget() {
        memory.forget();
        cache.clear();
    }
}
