package dev.yamabiko.chaos.rig;

import io.grpc.Status;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A writer that goes on whatever happens: CollectLogs calls of one, of some and of many entries, over several
 * applications. What a call without answer sent is never sent again. Runs on a thread of its own; {@link #stop} is for
 * any thread.
 */
public final class Writer implements Runnable {

    private static final int SOME = 50;
    private static final int MANY = 5_000;
    private static final int LARGEST_BYTES = 20_000;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final int id;
    private final Supplier<NodeClient> nodes;
    private final List<Entries> entries;
    private final Recorder recorder;
    private final RandomGenerator random;
    private final Map<Entries, Long> next = new HashMap<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean stopped;

    /** Writes to these applications; no two writers share an id. */
    public Writer(
            int id, Supplier<NodeClient> nodes, List<String> applications, Recorder recorder, RandomGenerator random) {
        this.id = id;
        this.nodes = nodes;
        this.entries = applications.stream()
                .map(application -> new Entries(application, id, LARGEST_BYTES))
                .toList();
        this.recorder = recorder;
        this.random = random;
    }

    /** Calls that were acknowledged. */
    public int acknowledged() {
        return acknowledged.get();
    }

    /** Calls that ended with UNAVAILABLE. */
    public int refused() {
        return refused.get();
    }

    /** No more calls. */
    public void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        while (!stopped && !Thread.currentThread().isInterrupted()) {
            NodeClient node = nodes.get();
            Outcome outcome = call(node);
            if (outcome.code() == Status.Code.UNAVAILABLE) {
                refused.incrementAndGet();
                LockSupport.parkNanos(PAUSE.toNanos());
                node.reconnect();
            } else if (!outcome.ok()) {
                throw new AssertionError("writer " + id + ": " + outcome);
            }
        }
    }

    private Outcome call(NodeClient node) {
        Upload upload = node.upload();
        Map<Entries, Sent> sent = new HashMap<>();
        for (int left = size(); left > 0 && !stopped; left--) {
            Entries target = entries.get(random.nextInt(entries.size()));
            long number = next.merge(target, 1L, Long::sum);
            sent.computeIfAbsent(target, to -> recorder.sending("logs/" + to.application(), id, number))
                    .add(1);
            if (!upload.send(target.entry(number))) {
                break;
            }
        }
        Outcome outcome = upload.finish();
        if (outcome.ok()) {
            int all = sent.values().stream().collect(Collectors.summingInt(Sent::count));
            if (upload.result().getIndexedCount() != all) {
                throw new AssertionError("writer " + id + ": sent " + all + ", answered " + upload.result());
            }
            sent.values().forEach(Sent::acknowledge);
            acknowledged.incrementAndGet();
        }
        return outcome;
    }

    private int size() {
        return switch (random.nextInt(5)) {
            case 0, 1 -> 1;
            case 2, 3 -> random.nextInt(2, SOME);
            default -> random.nextInt(SOME, MANY);
        };
    }
}
