package dev.yamabiko.chaos.rig;

import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import io.grpc.Status;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A reader that follows one application and does not give up: where its stream ends with UNAVAILABLE, it goes on after
 * the last entry it saw, on whichever node comes next. Any other end is final. Thread-safe.
 */
public final class Follower implements AutoCloseable {

    private static final int AGAIN_AFTER_MS = 50;

    private final Supplier<NodeClient> nodes;
    private final String application;
    private final Reading reading;
    private final ScheduledExecutorService scheduler;
    private String epoch = "";
    private LogStream stream;
    private Outcome end;
    private boolean closed;
    private int resumes;

    /** Begins to follow from the first entry on, into a reading of that application's topic. */
    public Follower(
            Supplier<NodeClient> nodes, String application, Reading reading, ScheduledExecutorService scheduler) {
        this.nodes = nodes;
        this.application = application;
        this.reading = reading;
        this.scheduler = scheduler;
        open();
    }

    /** How often it went on after an end. */
    public synchronized int resumes() {
        return resumes;
    }

    /** What it reads. */
    public String topic() {
        return reading.topic();
    }

    /** Offset of the last entry it saw. */
    public long last() {
        return reading.last();
    }

    /** How it ended for good; null while it goes on. */
    public synchronized Outcome end() {
        return end;
    }

    @Override
    public synchronized void close() {
        closed = true;
        stream.cancel();
    }

    private synchronized void open() {
        if (closed) {
            return;
        }
        NodeClient node = nodes.get();
        node.reconnect();
        Resume resume = Resume.newBuilder()
                .setEpoch(epoch)
                .putAfter("logs/" + application, reading.last())
                .build();
        LogStreamRequest request = LogStreamRequest.newBuilder()
                .setApplication(application)
                .setFollow(true)
                .setResume(resume)
                .build();
        stream = node.stream(request, reading::add).onEpoch(this::learn).onEnd(this::ended);
    }

    private synchronized void learn(String current) {
        epoch = epoch.isEmpty() ? current : epoch;
    }

    private synchronized void ended(Outcome outcome) {
        if (closed) {
            return;
        }
        if (outcome.code() != Status.Code.UNAVAILABLE) {
            end = outcome;
            return;
        }
        resumes++;
        var unused = scheduler.schedule(this::open, AGAIN_AFTER_MS, TimeUnit.MILLISECONDS);
    }
}
