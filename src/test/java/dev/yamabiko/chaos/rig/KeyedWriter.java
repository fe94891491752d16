package dev.yamabiko.chaos.rig;

import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import io.grpc.Status;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A writer that has each of its calls acknowledged, however often it must send it: again with the same idempotency key
 * and the same entries, to whichever node comes next, while it hears that a node is not available, or nothing. Runs on
 * a thread of its own; {@link #stop} is for any thread.
 */
public final class KeyedWriter implements Runnable {

    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final long SHORTEST_PAUSE_MS = 20;
    private static final int MANY = 300;
    private static final int SOME = 20;

    private final int id;
    private final Supplier<NodeClient> nodes;
    private final List<Entries> entries;
    private final Recorder recorder;
    private final RandomGenerator random;
    private final Map<Entries, Long> next = new LinkedHashMap<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final Map<String, Integer> failures = new ConcurrentSkipListMap<>();
    private volatile boolean stopped;
    private volatile long pauseMs = SHORTEST_PAUSE_MS;
    private volatile String last = "nothing sent";

    /** Writes to these applications; no two writers share an id. */
    public KeyedWriter(
            int id, Supplier<NodeClient> nodes, List<String> applications, Recorder recorder, RandomGenerator random) {
        this.id = id;
        this.nodes = nodes;
        this.entries = applications.stream()
                .map(application -> Entries.of(application, id))
                .toList();
        this.recorder = recorder;
        this.random = random;
    }

    /** Waits so long between its calls. */
    public KeyedWriter every(Duration pause) {
        pauseMs = pause.toMillis();
        return this;
    }

    /** Calls that were acknowledged. */
    public int acknowledged() {
        return acknowledged.get();
    }

    /** What it was told instead, and how often; each time it tried again. */
    public Map<String, Integer> failures() {
        return Map.copyOf(failures);
    }

    /** No more calls; one under way is still seen through, unless its thread is interrupted. */
    public void stop() {
        stopped = true;
    }

    @Override
    public String toString() {
        return "writer " + id + ": acknowledged " + acknowledged + ", failures " + failures + ", last: " + last;
    }

    @Override
    public void run() {
        for (int call = 1; !stopped && !Thread.currentThread().isInterrupted(); call++) {
            seeThrough("writer-" + id + "/" + call, sending());
            pause(Duration.ofMillis(pauseMs));
        }
    }

    /** What the next call is to hold: consecutive numbers for each of some applications. */
    private Map<Entries, Sent> sending() {
        Map<Entries, Sent> sent = new LinkedHashMap<>();
        for (int left = size(); left > 0; left--) {
            Entries target = entries.get(random.nextInt(entries.size()));
            long number = next.merge(target, 1L, Long::sum);
            sent.computeIfAbsent(target, to -> recorder.sending("logs/" + to.application(), id, number))
                    .add(1);
        }
        return sent;
    }

    private void seeThrough(String key, Map<Entries, Sent> sent) {
        while (!Thread.currentThread().isInterrupted()) {
            NodeClient node = nodes.get();
            node.reconnect();
            Upload upload = node.upload(key, ANSWER);
            Outcome outcome = send(upload, sent);
            last = key + " " + outcome;
            if (outcome.ok()) {
                acknowledge(upload, sent);
                return;
            }
            if (!outcome.mayTryAgain()) {
                throw new AssertionError("writer " + id + ": " + outcome);
            }
            failures.merge(outcome.kind(), 1, Integer::sum);
            if (outcome.code() == Status.Code.DEADLINE_EXCEEDED) {
                node.leave();
            }
            pause(outcome.retryAfter());
        }
    }

    private static Outcome send(Upload upload, Map<Entries, Sent> sent) {
        for (Map.Entry<Entries, Sent> part : sent.entrySet()) {
            Sent numbers = part.getValue();
            for (long number = numbers.first(); number <= numbers.last(); number++) {
                if (!upload.send(part.getKey().entry(number))) {
                    return upload.outcome();
                }
            }
        }
        return upload.finish();
    }

    private void acknowledge(Upload upload, Map<Entries, Sent> sent) {
        LogCollectionResult result = upload.result();
        int all = sent.values().stream().mapToInt(Sent::count).sum();
        if (result.getTotalReceived() != all || result.getIndexedCount() != all) {
            throw new AssertionError("writer " + id + ": sent " + all + ", answered " + result);
        }
        for (Sent part : sent.values()) {
            part.acknowledge(upload.epoch(), result.getLastOffsetsOrThrow(part.topic()));
        }
        acknowledged.incrementAndGet();
    }

    private static void pause(Duration wanted) {
        LockSupport.parkNanos(Duration.ofMillis(Math.max(SHORTEST_PAUSE_MS, wanted.toMillis()))
                .toNanos());
    }

    private int size() {
        return switch (random.nextInt(4)) {
            case 0, 1 -> 1;
            case 2 -> random.nextInt(2, SOME);
            default -> random.nextInt(SOME, MANY);
        };
    }
}
