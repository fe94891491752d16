package dev.yamabiko.cluster.journal;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.StreamError.JournalUnavailable;
import dev.yamabiko.stream.StreamError.OutcomeUnknown;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The heads of all topics, wherever they lie: each call finds the owner, is answered within a time, and its answer is
 * compared with what this node has seen before. Thread-safe; futures complete on the caller's context.
 */
final class Heads {

    /** How long a member that may not decide is asked again. */
    private static final long PATIENCE_MS = 3_000;

    /** The same for readers: longer than it takes to find out that a copy is not what it should be. */
    private static final long READ_PATIENCE_MS = 5_000;

    private static final long PAUSE_MS = 50;
    private static final long ANSWER_MS = 8_000;

    private final Vertx vertx;
    private final IMap<String, Head> heads;
    private final Slices slices;
    private final Share share;
    private final Memory memory;
    private final int mostKeys;
    private final RandomGenerator random;

    Heads(Vertx vertx, HazelcastInstance instance, Share share, Memory memory, int mostKeys, RandomGenerator random) {
        this.vertx = vertx;
        this.heads = JournalMaps.heads(instance);
        this.slices = new Slices(instance);
        this.share = share;
        this.memory = memory;
        this.mostKeys = mostKeys;
        this.random = random;
    }

    /** Appends to one topic; fails with a {@link StreamError} if nothing was kept, or nobody knows. */
    Future<Reply> append(Topic topic, List<Parcel> parcels) {
        return append(topic, parcels, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS));
    }

    private Future<Reply> append(Topic topic, List<Parcel> parcels, long deadline) {
        if (share.fence().outnumbered()) {
            return Future.failedFuture(cutOff());
        }
        boolean mayCreate = !parcels.isEmpty() && memory.admit(topic.name());
        Known known = memory.of(topic.name());
        String fresh = new UUID(random.nextLong(), random.nextLong()).toString();
        Append append = new Append(known, fresh, mayCreate, mostKeys, parcels);
        return answered(() -> heads.submitToKey(topic.name(), append))
                .recover(error -> unknown(topic, error))
                .compose(reply -> switch (reply.status()) {
                    case DONE -> {
                        memory.saw(topic.name(), known, reply.incarnation(), reply.last());
                        yield Future.succeededFuture(reply);
                    }
                    case CLOSED, FULL -> again(deadline, reply.status(), () -> append(topic, parcels, deadline));
                    case LOST -> Future.failedFuture(lost(known));
                    case TOO_MANY -> Future.failedFuture(tooMany());
                    case CONFLICT ->
                        Future.failedFuture(
                                new StreamError.Conflict(topic, parcels.get(0).follows()));
                });
    }

    /**
     * Looks at a topic.
     *
     * @param upTo offset up to which the answer will be shown to readers
     */
    Future<Seen> look(Topic topic, Look look, long upTo) {
        return retried(() -> {
                    Known known = memory.of(topic.name());
                    return answered(() -> heads.submitToKey(topic.name(), look))
                            .compose(seen -> checked(topic, known, seen, upTo));
                })
                .recover(Heads::unavailable);
    }

    /** Looks at several topics. */
    Future<Map<Topic, Seen>> lookAll(Set<Topic> topics, Look look, long upTo) {
        List<Set<String>> names = slices.of(topics.stream().map(Topic::name).toList());
        return retried(() -> {
                    Map<Topic, Known> known = new HashMap<>();
                    topics.forEach(topic -> known.put(topic, memory.of(topic.name())));
                    return lookAll(names, look).compose(found -> checked(known, found, upTo));
                })
                .recover(Heads::unavailable);
    }

    private Future<Map<String, Seen>> lookAll(List<Set<String>> names, Look look) {
        List<Future<Map<String, Seen>>> answers = names.stream()
                .map(slice -> answered(() -> heads.<Seen>submitToKeys(slice, look)))
                .toList();
        return Future.all(answers).map(all -> {
            Map<String, Seen> found = new HashMap<>();
            answers.forEach(answer -> found.putAll(answer.result()));
            return found;
        });
    }

    /** Anything that can be done twice. */
    <R> Future<R> run(Topic topic, HeadTask<R> task) {
        return retried(() -> answered(() -> heads.submitToKey(topic.name(), task)))
                .recover(Heads::unavailable);
    }

    private Future<Map<Topic, Seen>> checked(Map<Topic, Known> known, Map<String, Seen> found, long upTo) {
        Map<Topic, Seen> answers = new HashMap<>();
        List<Future<?>> checks = new ArrayList<>();
        known.forEach((topic, before) -> {
            Seen seen = found.getOrDefault(topic.name(), Seen.nothing());
            answers.put(topic, seen);
            checks.add(checked(topic, before, seen, upTo));
        });
        return Future.join(checks).map(answers);
    }

    /** Nothing is shown to readers that only the owner has: it might be lost with it. */
    private Future<Seen> checked(Topic topic, Known known, Seen seen, long upTo) {
        if (!seen.allowed()) {
            return Future.failedFuture(new JournalUnavailable("journal: closed"));
        }
        if (known.contradicts(seen)) {
            return Future.failedFuture(lost(known));
        }
        if (seen.incarnation().isEmpty() || Math.min(upTo, seen.last()) <= Math.max(seen.held(), known.held())) {
            return Future.succeededFuture(seen);
        }
        return append(topic, List.of()).map(seen);
    }

    private Future<Reply> unknown(Topic topic, Throwable error) {
        if (error instanceof JournalUnavailable) {
            return Future.failedFuture(error);
        }
        memory.suspect(topic.name());
        return Future.failedFuture(
                new OutcomeUnknown("journal: no word from the owner of the topic or its backup", error));
    }

    private StreamError lost(Known known) {
        share.epoch().giveUp(known.epoch());
        return new JournalUnavailable("journal: history was lost, another one begins");
    }

    private StreamError tooMany() {
        return new StreamError.LimitReached(
                "stream.max-topics", "topics: one too many (expected: at most " + memory.maxTopics() + ")");
    }

    private static StreamError cutOff() {
        return new JournalUnavailable("journal: cut off from the cluster");
    }

    private <T> Future<T> again(long deadline, Reply.Status why, Supplier<Future<T>> call) {
        if (System.nanoTime() - deadline > 0) {
            return Future.failedFuture(
                    why == Reply.Status.FULL ? new JournalUnavailable("journal: no room in memory") : cutOff());
        }
        return vertx.timer(PAUSE_MS, TimeUnit.MILLISECONDS).compose(v -> call.get());
    }

    private <T> Future<T> retried(Supplier<Future<T>> call) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READ_PATIENCE_MS);
        return retried(call, deadline);
    }

    private <T> Future<T> retried(Supplier<Future<T>> call, long deadline) {
        if (share.fence().outnumbered()) {
            return Future.failedFuture(cutOff());
        }
        return call.get()
                .recover(error -> System.nanoTime() - deadline > 0
                        ? Future.failedFuture(error)
                        : vertx.timer(PAUSE_MS, TimeUnit.MILLISECONDS).compose(v -> retried(call, deadline)));
    }

    private static <T> Future<T> unavailable(Throwable error) {
        return Future.failedFuture(
                error instanceof JournalUnavailable
                        ? error
                        : new JournalUnavailable("journal: no word from the owner of the topic", error));
    }

    /** Of what may not even be asked because the member has left: fails, then nothing was done. */
    <T> Future<T> answered(Supplier<CompletionStage<T>> question) {
        CompletionStage<T> stage;
        try {
            stage = question.get();
        } catch (RuntimeException error) {
            return Future.failedFuture(new JournalUnavailable("journal: this node is not in the cluster", error));
        }
        // by default the answer would come on the common pool, which may start a thread for it
        Context context = vertx.getOrCreateContext();
        CompletionStage<T> here =
                stage.whenCompleteAsync((answer, error) -> {}, task -> context.runOnContext(v -> task.run()));
        return Future.fromCompletionStage(here, context).timeout(ANSWER_MS, TimeUnit.MILLISECONDS);
    }
}
