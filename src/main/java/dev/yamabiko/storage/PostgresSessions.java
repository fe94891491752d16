package dev.yamabiko.storage;

import dev.yamabiko.stream.StreamError;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few connections to the database for calls of one kind, each with a thread. A call that is not answered in time
 * fails, and its connection is ended: who is at its other end may be dead. Connections are made when they are needed,
 * so the next call after a failure tries again.
 *
 * <p>Thread-safe; futures complete on the caller's context.
 */
final class PostgresSessions {

    /** Calls that may wait for a connection, such as those of a crowd that comes from a node which has gone. */
    private static final int MAX_WAITING = 10_000;

    /** SQLSTATE of a connection that failed. */
    private static final String NO_ANSWER = "08006";

    private static final Logger LOG = LoggerFactory.getLogger(PostgresSessions.class);

    private final Vertx vertx;
    private final PostgresServer server;
    private final long limitMs;
    private final WorkerExecutor threads;
    private final Deque<PostgresSession> idle = new ArrayDeque<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean closed;
    private volatile boolean failing;

    PostgresSessions(Vertx vertx, String name, int count, PostgresServer server, long limitMs) {
        this.vertx = vertx;
        this.server = server;
        this.limitMs = limitMs;
        this.threads = vertx.createSharedWorkerExecutor("journal-" + name, count);
    }

    /** What is done with a connection. */
    interface Work<T> {
        T run(PostgresSession session) throws SQLException;
    }

    /** Does what changes nothing, or may as well be done again. */
    <T> Future<T> read(Work<T> work) {
        return submit(new Call<>(work, false));
    }

    /** Does what must not be repeated when nobody knows whether it was done. */
    <T> Future<T> write(Work<T> work) {
        return submit(new Call<>(work, true));
    }

    /** Ends the connections that are idle; those in use end with their calls. */
    Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        return threads.<Void>executeBlocking(
                        () -> {
                            endIdle();
                            return null;
                        },
                        false)
                .eventually(threads::close);
    }

    private <T> Future<T> submit(Call<T> call) {
        if (closed) {
            return Future.failedFuture(new StreamError.JournalUnavailable("journal: closed"));
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return Future.failedFuture(new StreamError.JournalUnavailable(
                    "journal: too many calls wait for the database (expected: at most " + MAX_WAITING + ")"));
        }
        Promise<T> answer = Promise.promise();
        long timer = vertx.setTimer(limitMs, id -> answer.tryFail(call.expire()));
        threads.executeBlocking(call::run, false).onComplete(done -> {
            waiting.decrementAndGet();
            vertx.cancelTimer(timer);
            if (done.succeeded()) {
                answer.tryComplete(done.result());
            } else {
                answer.tryFail(PostgresFault.of(done.cause(), call.written()));
            }
        });
        return answer.future();
    }

    private PostgresSession take() throws SQLException {
        PostgresSession session;
        while ((session = pollIdle()) != null) {
            if (session.alive()) {
                return session;
            }
            session.close();
        }
        return server.connect();
    }

    private void giveBack(PostgresSession session) {
        session.used();
        synchronized (idle) {
            idle.addFirst(session);
        }
        if (closed) {
            endIdle();
        }
        if (failing) {
            failing = false;
            LOG.info("database answers again database={}", server);
        }
    }

    /** Others that were connected to the same server are hardly better. */
    private StreamError failed(Throwable error, @Nullable PostgresSession session, boolean written) {
        if (session != null) {
            end(session);
        }
        endIdle();
        if (!failing && !closed) {
            failing = true;
            LOG.warn("database call failed database={} error={}", server, error.toString());
        }
        return PostgresFault.of(error, written);
    }

    private void endIdle() {
        PostgresSession session;
        while ((session = pollIdle()) != null) {
            end(session);
        }
    }

    private @Nullable PostgresSession pollIdle() {
        synchronized (idle) {
            return idle.pollFirst();
        }
    }

    private static void end(PostgresSession session) {
        try {
            session.close();
        } catch (SQLException error) {
            LOG.debug("connection was not closed", error);
        }
    }

    /** One call, from when it begins to wait until its end. */
    private final class Call<T> {

        private final Work<T> work;
        private final boolean writes;
        private @Nullable PostgresSession using;
        private boolean begun;
        private boolean expired;

        Call(Work<T> work, boolean writes) {
            this.work = work;
            this.writes = writes;
        }

        T run() {
            PostgresSession session = null;
            try {
                checkTime();
                session = take();
                begin(session);
                T result = work.run(session);
                end();
                giveBack(session);
                return result;
            } catch (SQLException | RuntimeException error) {
                end();
                if (session != null && error instanceof StreamError known) {
                    giveBack(session);
                    throw known;
                }
                throw failed(error, session, written());
            }
        }

        /** On time no more: ends the connection, and says what that means. */
        synchronized StreamError expire() {
            expired = true;
            PostgresSession session = using;
            if (session != null) {
                abort(session);
            }
            return PostgresFault.of(new SQLException("no answer in " + limitMs + " ms", NO_ANSWER), written());
        }

        synchronized boolean written() {
            return writes && begun;
        }

        private synchronized void checkTime() {
            if (expired) {
                throw new StreamError.JournalUnavailable("journal: the database has not answered in time");
            }
        }

        private synchronized void begin(PostgresSession session) {
            checkTime();
            using = session;
            begun = true;
        }

        private synchronized void end() {
            using = null;
        }

        private void abort(PostgresSession session) {
            try {
                session.abort(task -> vertx.executeBlocking(
                        () -> {
                            task.run();
                            return null;
                        },
                        false));
            } catch (SQLException error) {
                LOG.debug("connection was not aborted", error);
            }
        }
    }
}
