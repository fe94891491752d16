package dev.yamabiko.chaos.rig;

import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A reader that follows one application and does not give up: where its stream ends with UNAVAILABLE, or falls silent,
 * it goes on after the last entry it saw, on whichever node comes next. Where the history is another one, it begins
 * another reading. Any other end is final. Thread-safe.
 */
public final class Follower implements AutoCloseable {

    private static final int AGAIN_AFTER_MS = 50;
    private static final int LOOKS_EVERY_MS = 1_000;

    private final String name;
    private final String application;
    private final Supplier<NodeClient> nodes;
    private final Recorder recorder;
    private final ScheduledExecutorService scheduler;
    private final int heartbeatSeconds;
    private final List<Outcome> ends = new ArrayList<>();
    private Reading reading;
    private NodeClient on;
    private LogStream stream;
    private @Nullable ScheduledFuture<?> watch;
    private Outcome end;
    private boolean closed;
    private boolean renewing;
    private volatile long heardNanos;
    private volatile boolean impatient;

    /** Begins to follow from the first entry on. */
    public Follower(
            String name,
            String application,
            Supplier<NodeClient> nodes,
            Recorder recorder,
            ScheduledExecutorService scheduler) {
        this(name, application, nodes, recorder, scheduler, 0);
    }

    private Follower(
            String name,
            String application,
            Supplier<NodeClient> nodes,
            Recorder recorder,
            ScheduledExecutorService scheduler,
            int heartbeatSeconds) {
        this.name = name;
        this.application = application;
        this.nodes = nodes;
        this.recorder = recorder;
        this.scheduler = scheduler;
        this.heartbeatSeconds = heartbeatSeconds;
        this.reading = recorder.follows(name, topic());
        open();
    }

    /** One that leaves a node from which it hears nothing, not even a heartbeat, for three times as long. */
    public static Follower watchful(
            String name,
            String application,
            Supplier<NodeClient> nodes,
            Recorder recorder,
            ScheduledExecutorService scheduler,
            int heartbeatSeconds) {
        Follower follower = new Follower(name, application, nodes, recorder, scheduler, heartbeatSeconds);
        follower.watch();
        return follower;
    }

    /** Comes back at once, whatever the hub says about when. */
    public Follower impatient() {
        impatient = true;
        return this;
    }

    /** How often it went on after an end. */
    public int resumes() {
        return ends().size();
    }

    /** How its streams ended, each of which it survived. */
    public synchronized List<Outcome> ends() {
        return List.copyOf(ends);
    }

    /** What it reads. */
    public String topic() {
        return "logs/" + application;
    }

    /** Offset of the last entry it saw of the current history. */
    public synchronized long last() {
        return reading.last();
    }

    /** Its writer's number of the last entry it saw of the current history. */
    public synchronized long lastNumber() {
        return reading.lastNumber();
    }

    /** The history that it reads now. */
    public synchronized String epoch() {
        return reading.epoch();
    }

    /** How it ended for good; null while it goes on. */
    public synchronized Outcome end() {
        return end;
    }

    @Override
    public synchronized void close() {
        closed = true;
        stream.cancel();
        if (watch != null) {
            watch.cancel(false);
        }
    }

    @Override
    public synchronized String toString() {
        long heardMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heardNanos);
        return name + " of " + topic() + " at " + reading.last() + " in epoch " + reading.epoch() + " on "
                + on.address() + (stream.over() ? ", between streams" : ", heard something " + heardMs + " ms ago")
                + ", resumes " + ends.size() + (ends.isEmpty() ? "" : ", the last after " + ends.get(ends.size() - 1))
                + (end == null ? "" : ", ended for good with " + end);
    }

    private synchronized void open() {
        if (closed) {
            return;
        }
        NodeClient node = nodes.get();
        node.reconnect();
        Resume resume = Resume.newBuilder()
                .setEpoch(reading.epoch())
                .putAfter(topic(), reading.last())
                .build();
        LogStreamRequest request = LogStreamRequest.newBuilder()
                .setApplication(application)
                .setFollow(true)
                .setHeartbeatSeconds(heartbeatSeconds)
                .setResume(resume)
                .build();
        heardNanos = System.nanoTime();
        Reading into = reading;
        on = node;
        stream = node.stream(request, line -> read(into, line))
                .onEpoch(epoch -> learn(into, epoch))
                .onEnd(this::ended);
    }

    private void read(Reading into, Line line) {
        heardNanos = System.nanoTime();
        into.add(line);
    }

    private static void learn(Reading into, String current) {
        if (into.epoch().isEmpty()) {
            into.of(current);
        }
    }

    private synchronized void ended(Outcome outcome) {
        if (closed) {
            return;
        }
        boolean another = outcome.reason().equals("HISTORY_EXPIRED")
                && !reading.epoch().equals(outcome.metadata().getOrDefault("epoch", reading.epoch()));
        if (another) {
            reading = recorder.follows(name, topic());
        } else if (!outcome.mayTryAgain() && !renewing) {
            end = outcome;
            return;
        }
        renewing = false;
        ends.add(outcome);
        long pause = impatient
                ? AGAIN_AFTER_MS
                : Math.max(AGAIN_AFTER_MS, outcome.retryAfter().toMillis());
        var unused = scheduler.schedule(this::open, pause, TimeUnit.MILLISECONDS);
    }

    private synchronized void watch() {
        watch = scheduler.scheduleWithFixedDelay(this::look, LOOKS_EVERY_MS, LOOKS_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
        boolean silent = System.nanoTime() - heardNanos > TimeUnit.SECONDS.toNanos(3L * heartbeatSeconds);
        if (silent && !stream.over()) {
            renewing = true;
            on.leave();
            stream.cancel();
        }
    }
}
