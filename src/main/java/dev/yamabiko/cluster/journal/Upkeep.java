package dev.yamabiko.cluster.journal;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Topic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a member does for the topics it owns: seals blocks in segments, lets the oldest leave when it is full, removes
 * segments that nothing refers to. Each step can be done twice, so what a member leaves undone another one does. Works
 * on one thread of its own, which may wait.
 */
final class Upkeep {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final long PERIOD_MS = 1_000;
    private static final int SWEEPS_UNTIL_CLEAN = 30;
    private static final long SAID_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Of so many parts of its bound, a full member frees one, so that it need not look again at every append. */
    private static final int ROOM_PARTS = 16;

    private final HazelcastInstance instance;
    private final IMap<String, Head> heads;
    private final IMap<SegmentKey, Segment> segments;
    private final Slices slices;
    private final long configuredBytes;
    private final ScheduledExecutorService worker =
            Executors.newSingleThreadScheduledExecutor(task -> Share.daemon(task, "yamabiko-upkeep"));
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytes = new AtomicLong();
    private volatile long maxBytes = Long.MAX_VALUE;
    private int sweeps;
    private long saidFullAt = System.nanoTime() - SAID_AGAIN_NANOS;

    /** {@code maxBytes}: encoded bytes of the topics a member owns; 0: as many as the smallest member has room for. */
    Upkeep(HazelcastInstance instance, long maxBytes) {
        this.instance = instance;
        this.heads = JournalMaps.heads(instance);
        this.segments = JournalMaps.segments(instance);
        this.slices = new Slices(instance);
        this.configuredBytes = maxBytes;
    }

    /** {@code first}: what has to wait for other members before anything else, and is tried until it succeeds. */
    void start(Runnable first) {
        begin(first);
        var unused = worker.scheduleWithFixedDelay(
                () -> attempt("sweep", this::sweep), PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    private void begin(Runnable first) {
        worker.execute(() -> {
            if (!attempt("begin", first)) {
                begin(first);
            }
        });
    }

    void stop() {
        worker.shutdownNow();
    }

    /** So many bytes more. */
    void stored(long more) {
        long now = bytes.addAndGet(more);
        if (more > 0 && now > maxBytes && waiting.add("")) {
            worker.execute(() -> {
                waiting.remove("");
                attempt("sweep", this::sweep);
            });
        }
    }

    /** True when it is a quarter over its bound: sweeping has not kept up. */
    boolean full() {
        return bytes.get() / 5 > maxBytes / 4;
    }

    /** A topic has blocks to seal. */
    void wake(String topic) {
        if (waiting.add(topic)) {
            worker.execute(() -> {
                waiting.remove(topic);
                attempt("seal", () -> seal(topic));
            });
        }
    }

    private void seal(String topic) {
        List<Segment> next = nextSegments(topic);
        while (!next.isEmpty()) {
            next.stream()
                    .map(segment -> segments.setAsync(segment.key(), segment).toCompletableFuture())
                    .toList()
                    .forEach(CompletableFuture::join);
            heads.executeOnKey(
                    topic,
                    new Seal(
                            next.get(0).incarnation(),
                            next.stream().map(Segment::info).toList()));
            next = nextSegments(topic);
        }
    }

    private List<Segment> nextSegments(String topic) {
        NextSegments next = new NextSegments();
        heads.executeOnKey(topic, next);
        return next.found();
    }

    private void sweep() {
        maxBytes = configuredBytes > 0 ? configuredBytes : smallestRoom();
        Set<String> own = heads.localKeySet();
        Map<String, Weight> weights = weigh(own, false);
        long total = weights.values().stream().mapToLong(Weight::bytes).sum();
        if (total > maxBytes) {
            total -= makeRoom(weigh(own, true), total - maxBytes + maxBytes / ROOM_PARTS);
        }
        bytes.set(total);
        weights.forEach((topic, weight) -> {
            if (weight.sealable()) {
                wake(topic);
            }
        });
        if (++sweeps % SWEEPS_UNTIL_CLEAN == 0) {
            clean(weights);
        }
    }

    /** Lets the oldest parts go, whatever their topic, but those of {@code auth/} last; the bytes that went. */
    private long makeRoom(Map<String, Weight> weights, long tooMany) {
        List<Part> oldest = new ArrayList<>();
        weights.forEach((topic, weight) -> weight.parts().forEach(part -> oldest.add(new Part(topic, part))));
        oldest.sort(Comparator.comparing(Part::leavesLast)
                .thenComparing(part -> part.block().appendedAt()));
        Map<String, Long> cuts = new HashMap<>();
        long gone = 0;
        for (Part part : oldest.subList(0, Math.max(0, oldest.size() - 1))) {
            if (gone >= tooMany) {
                break;
            }
            gone += part.block().bytes();
            cuts.merge(part.topic(), part.block().last(), Math::max);
        }
        weights.forEach((topic, weight) -> {
            Long to = cuts.get(topic);
            if (to != null) {
                heads.executeOnKey(topic, new Trim(weight.incarnation(), to, null));
            }
        });
        tellFull(gone, cuts.size());
        clean(weigh(cuts.keySet(), false));
        return gone;
    }

    /** A full member under load makes room several times a second: that is not worth as many words. */
    private void tellFull(long gone, int topics) {
        long now = System.nanoTime();
        if (now - saidFullAt >= SAID_AGAIN_NANOS) {
            LOG.info("journal full, oldest blocks leave bytes={} topics={}", gone, topics);
            saidFullAt = now;
        }
    }

    /** Removes segments that were trimmed, or belong to a topic that was lost. */
    private void clean(Map<String, Weight> weights) {
        for (SegmentKey key : segments.localKeySet()) {
            Weight weight = weights.get(key.topic());
            if (weight != null
                    && (!weight.incarnation().equals(key.incarnation()) || key.last() <= weight.trimmedTo())) {
                segments.delete(key);
            }
        }
    }

    private Map<String, Weight> weigh(Set<String> topics, boolean detailed) {
        Map<String, Weight> weights = new HashMap<>();
        Weigh task = new Weigh(detailed);
        slices.of(topics).forEach(slice -> weights.putAll(heads.<Weight>executeOnKeys(slice, task)));
        weights.values().removeIf(Objects::isNull);
        return weights;
    }

    private long smallestRoom() {
        return instance.getCluster().getMembers().stream()
                .map(member -> member.getAttribute(JournalMaps.ROOM))
                .mapToLong(room -> room == null ? Long.MAX_VALUE : Long.parseLong(room))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private boolean attempt(String what, Runnable work) {
        try {
            work.run();
            return true;
        } catch (RuntimeException error) {
            if (instance.getLifecycleService().isRunning()) {
                LOG.warn("journal upkeep failed, will be tried again step={}", what, error);
                return false;
            }
            return true;
        }
    }

    private record Part(String topic, BlockInfo block) {

        /** What is revoked is small and old, and a node that joins later has nowhere else to learn it from. */
        boolean leavesLast() {
            return topic.startsWith(Topic.AUTH);
        }
    }
}
