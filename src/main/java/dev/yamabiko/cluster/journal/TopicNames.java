package dev.yamabiko.cluster.journal;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import dev.yamabiko.stream.StreamError.JournalUnavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The names of all topics. The members are asked for them one question at a time; whoever asks meanwhile shares the
 * next. Thread-safe.
 */
final class TopicNames {

    private static final long ANSWER_MS = 8_000;

    private final Vertx vertx;
    private final IMap<String, Head> heads;
    private final WorkerExecutor worker;
    private boolean asking;
    private @Nullable Promise<Set<String>> next;

    TopicNames(Vertx vertx, HazelcastInstance instance) {
        this.vertx = vertx;
        this.heads = JournalMaps.heads(instance);
        this.worker = vertx.createSharedWorkerExecutor("yamabiko-topics-" + instance.getName(), 1);
    }

    /** All names there are now. */
    Future<Set<String>> all() {
        Promise<Set<String>> here = Promise.promise();
        io.vertx.core.Context context = vertx.getOrCreateContext();
        question().onComplete(answer -> context.runOnContext(v -> here.handle(answer)));
        return here.future()
                .timeout(ANSWER_MS, TimeUnit.MILLISECONDS)
                .recover(error -> Future.failedFuture(
                        new JournalUnavailable("journal: members do not say which topics there are", error)));
    }

    Future<Void> close() {
        return worker.close();
    }

    private synchronized Future<Set<String>> question() {
        Promise<Set<String>> mine = next;
        if (mine == null) {
            mine = Promise.promise();
            next = mine;
        }
        askNext();
        return mine.future();
    }

    private synchronized void askNext() {
        Promise<Set<String>> question = next;
        if (asking || question == null) {
            return;
        }
        asking = true;
        next = null;
        worker.executeBlocking(() -> heads.keySet(), false).onComplete(answer -> {
            answered();
            question.handle(answer);
        });
    }

    private synchronized void answered() {
        asking = false;
        askNext();
    }
}
