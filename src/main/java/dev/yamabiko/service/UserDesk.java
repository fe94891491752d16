package dev.yamabiko.service;

import dev.yamabiko.config.UsersConfig;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.user.PasswordHasher;
import dev.yamabiko.user.UserError;
import dev.yamabiko.user.UserStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the services that know users share: the store, the threads that wait for it, and a few that compute what is kept
 * of passwords, each of which takes a lot of memory. Thread-safe.
 */
public final class UserDesk {

    /** A thread is said to be blocked after so long. */
    private static final int TASK_SECONDS = 60;

    private final @Nullable UserStore store;
    private final PasswordHasher hasher;
    private final int most;
    private final WorkerExecutor threads;
    private final WorkerExecutor computers;
    private final LongAdder waiting;
    private final UserDesk admins;

    /** {@code store}: null: nodes of a cluster have none in common. */
    public UserDesk(Vertx vertx, @Nullable UserStore store, PasswordHasher hasher, UsersConfig config, Gauges gauges) {
        this.store = store;
        this.hasher = hasher;
        this.most = config.waiting();
        this.threads = vertx.createSharedWorkerExecutor("users", config.threads(), TASK_SECONDS, TimeUnit.SECONDS);
        this.computers = vertx.createSharedWorkerExecutor(
                "passwords", config.passwords().atOnce(), TASK_SECONDS, TimeUnit.SECONDS);
        this.waiting = gauges.of("user_calls_waiting");
        this.admins = new UserDesk(this, gauges.of("user_admin_calls_waiting"));
    }

    private UserDesk(UserDesk desk, LongAdder waiting) {
        this.store = desk.store;
        this.hasher = desk.hasher;
        this.most = desk.most;
        this.threads = desk.threads;
        this.computers = desk.computers;
        this.waiting = waiting;
        this.admins = this;
    }

    /** The same with places of its own: whoever manages users is not kept out by those who log in. */
    public UserDesk admins() {
        return admins;
    }

    /** Lets go of the store, when what runs now is done. */
    public Future<Void> stop() {
        return computers.close().eventually(threads::close).eventually(() -> {
            if (store != null) {
                store.close();
            }
            return Future.succeededFuture();
        });
    }

    /** Whether there are users. */
    public boolean open() {
        return store != null;
    }

    /** Does on a thread that may wait what is asked of the store. Completes on the context of the caller. */
    public <T extends @Nullable Object> Future<T> ask(Function<UserStore, T> question) {
        UserStore kept = store;
        return kept == null
                ? Future.failedFuture(new UserError.NotKept())
                : submit(threads, () -> question.apply(kept));
    }

    /** Computes what is kept of a password; of none: nothing. Completes on the context of the caller. */
    public Future<String> hash(String password) {
        return password.isEmpty() ? Future.succeededFuture("") : submit(computers, () -> hasher.hash(password));
    }

    /** Whether this is kept of a password; nothing takes as long as something. On the context of the caller. */
    public Future<Boolean> matches(String password, String kept) {
        return submit(computers, () -> hasher.matches(password, kept));
    }

    /** Whether what is kept of a password cost something else than it would now. */
    public boolean outdated(String kept) {
        return hasher.outdated(kept);
    }

    private <T extends @Nullable Object> Future<T> submit(WorkerExecutor executor, Callable<T> task) {
        if (waiting.sum() >= most) {
            return Future.failedFuture(new StreamError.LimitReached(
                    "users.waiting", "users: too many calls wait (expected: at most " + most + " at a time)"));
        }
        waiting.increment();
        return executor.executeBlocking(task, false).onComplete(done -> waiting.decrement());
    }
}
