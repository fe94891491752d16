package dev.yamabiko.chaos.rig;

import dev.yamabiko.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * Clients of a cluster: writers that see each of their calls through, and followers that go on by themselves, each on a
 * random node at a time. What they sent and saw is recorded, and judged at the end. Used by one thread.
 */
public final class Crowd implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration BETWEEN_CALLS = Duration.ofMillis(30);
    private static final Duration BETWEEN_SLOW_CALLS = Duration.ofSeconds(1);
    private static final int TOPICS = 3;
    private static final int HEARTBEAT_SECONDS = 2;

    private final HubCluster cluster;
    private final Recorder recorder = new Recorder();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    private final List<String> applications = new ArrayList<>();
    private final List<KeyedWriter> writers = new ArrayList<>();
    private final List<CompletableFuture<Void>> writing = new ArrayList<>();
    private final List<Follower> followers = new ArrayList<>();

    private Crowd(HubCluster cluster) {
        this.cluster = cluster;
        IntStream.range(0, TOPICS).forEach(i -> applications.add("crowd-" + i));
    }

    /** Begins to write and to follow. */
    public static Crowd of(HubCluster cluster, int writers, int followers, SplittableRandom random) {
        return of(cluster, writers, followers, random, BETWEEN_CALLS);
    }

    /** Begins to write little, and to follow. */
    public static Crowd slow(HubCluster cluster, int writers, int followers, SplittableRandom random) {
        return of(cluster, writers, followers, random, BETWEEN_SLOW_CALLS);
    }

    private static Crowd of(
            HubCluster cluster, int writers, int followers, SplittableRandom random, Duration betweenCalls) {
        Crowd crowd = new Crowd(cluster);
        for (int id = 0; id < followers; id++) {
            crowd.followers.add(Follower.watchful(
                    "follower " + id,
                    crowd.applications.get(id % TOPICS),
                    cluster.anywhere(random.split()),
                    crowd.recorder,
                    crowd.scheduler,
                    HEARTBEAT_SECONDS));
        }
        for (int id = 0; id < writers; id++) {
            KeyedWriter writer = new KeyedWriter(
                            id, cluster.anywhere(random.split()), crowd.applications, crowd.recorder, random.split())
                    .every(betweenCalls);
            crowd.writers.add(writer);
            crowd.writing.add(CompletableFuture.runAsync(writer, crowd.threads));
        }
        return crowd;
    }

    /** Waits until each writer has had another call acknowledged; fails when one of them found something wrong. */
    public void awaitProgress() {
        List<Integer> before = writers.stream().map(KeyedWriter::acknowledged).toList();
        for (int id = 0; id < writers.size(); id++) {
            KeyedWriter writer = writers.get(id);
            CompletableFuture<Void> run = writing.get(id);
            int calls = before.get(id);
            Await.until(writer::toString, SOON, () -> writer.acknowledged() > calls || run.isDone());
            if (run.isDone()) {
                over(run);
            }
        }
    }

    /** Entries of acknowledged calls so far. */
    public long acknowledged() {
        return recorder.acknowledged();
    }

    /** What writers were told instead of an acknowledgement, and how often. */
    public Map<String, Integer> failures() {
        Map<String, Integer> failures = new TreeMap<>();
        writers.forEach(writer -> writer.failures().forEach((why, count) -> failures.merge(why, count, Integer::sum)));
        return failures;
    }

    /** How streams of followers ended, each of which they survived. */
    public List<Outcome> ends() {
        return followers.stream().flatMap(follower -> follower.ends().stream()).toList();
    }

    /** Those ends that were of that reason. */
    public List<Outcome> ends(String reason) {
        return ends().stream().filter(end -> end.reason().equals(reason)).toList();
    }

    /** What clients met, in one line. */
    @Override
    public String toString() {
        Map<String, Integer> resumes = new TreeMap<>();
        ends().forEach(end -> resumes.merge(end.kind(), 1, Integer::sum));
        return "retries=" + failures() + " resumes=" + resumes;
    }

    /** Writers see their last calls through, followers catch up; then all topics are read whole on each node. */
    public Report finish() {
        writers.forEach(KeyedWriter::stop);
        writing.forEach(Crowd::over);
        Map<String, Reading> whole = new TreeMap<>();
        for (int node = 0; node < cluster.size(); node++) {
            for (String application : applications) {
                whole.put("logs/" + application, audit(node, application));
            }
        }
        for (Follower follower : followers) {
            Reading all = whole.get(follower.topic());
            Await.until(
                    () -> follower + " (expected: at " + all.last() + " in epoch " + all.epoch() + ")",
                    SOON,
                    () -> follower.last() == all.last() && follower.epoch().equals(all.epoch()));
        }
        return HistoryChecker.check(recorder.history());
    }

    @Override
    public void close() {
        followers.forEach(Follower::close);
        threads.shutdownNow();
        scheduler.shutdownNow();
    }

    private Reading audit(int node, String application) {
        Reading reading = new Reading("auditor on node " + (node + 1), "logs/" + application, true);
        Outcome outcome = cluster.client(node).read(application, reading);
        if (!outcome.ok()) {
            throw new AssertionError("auditor on node " + (node + 1) + ": " + outcome);
        }
        return recorder.keep(reading);
    }

    private static void over(CompletableFuture<Void> run) {
        try {
            run.get(SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException error) {
            throw new AssertionError(error.getCause());
        } catch (TimeoutException error) {
            throw new AssertionError("a writer's call was not acknowledged", error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new AssertionError(error);
        }
    }
}
