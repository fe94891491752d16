package dev.yamabiko.service.sync;

import dev.yamabiko.proto.sync.v1.Reply;
import dev.yamabiko.proto.sync.v1.SyncEvent;
import dev.yamabiko.proto.sync.v1.SyncRequest;
import dev.yamabiko.proto.sync.v1.SyncServiceGrpc;
import dev.yamabiko.support.Await;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One Sync call of a client we did not write, and what it has been told. Thread-safe. */
public final class SyncPeer implements ClientResponseObserver<SyncRequest, SyncEvent> {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicLong requests = new AtomicLong();
    private final AtomicInteger heartbeats = new AtomicInteger();
    private final Map<Long, CompletableFuture<Reply>> asked = new ConcurrentHashMap<>();
    private final Map<String, Mirror> mirrors = new ConcurrentHashMap<>();
    private final CompletableFuture<Status> end = new CompletableFuture<>();
    private final boolean reading;
    private @Nullable ClientCallStreamObserver<SyncRequest> call;

    private SyncPeer(boolean reading) {
        this.reading = reading;
    }

    /** Opens a call. */
    public static SyncPeer open(Channel channel) {
        return open(channel, true);
    }

    /** Opens a call that takes nothing of what it is told, until {@link #read}. */
    public static SyncPeer unread(Channel channel) {
        return open(channel, false);
    }

    private static SyncPeer open(Channel channel, boolean reading) {
        SyncPeer peer = new SyncPeer(reading);
        SyncServiceGrpc.newStub(channel).sync(peer);
        return peer;
    }

    /** Sends a request; one without a number gets the next. Fails with the end of the call. */
    public CompletableFuture<Reply> send(SyncRequest.Builder request) {
        return send(request.getRequestId() == 0 ? requests.incrementAndGet() : request.getRequestId(), request);
    }

    /** Sends a request with this very number. */
    public CompletableFuture<Reply> send(long number, SyncRequest.Builder request) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        asked.put(number, reply);
        ClientCallStreamObserver<SyncRequest> stream = stream();
        synchronized (stream) {
            if (end.isDone()) {
                reply.completeExceptionally(end.join().asRuntimeException());
            } else {
                stream.onNext(request.clone().setRequestId(number).build());
            }
        }
        return reply;
    }

    /** Sends a request, and waits for the reply. */
    public Reply ask(SyncRequest.Builder request) {
        try {
            return send(request).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException error) {
            throw new AssertionError("no reply to " + request, error);
        }
    }

    /** Watches a collection; what is known of it is in its mirror. */
    public Mirror watch(String collection) {
        Reply reply = ask(Requests.watch(collection));
        if (!reply.getReason().isEmpty()) {
            throw new AssertionError("not watched: " + reply);
        }
        return mirror(collection);
    }

    /** Goes on with what a mirror knows, from an earlier call. */
    public CompletableFuture<Reply> goOn(String collection, Mirror mirror) {
        mirrors.put(collection, mirror);
        SyncRequest.Builder request = Requests.watch(collection);
        request.getWatchBuilder().setResume(mirror.resume());
        return send(request);
    }

    public Mirror mirror(String collection) {
        return mirrors.computeIfAbsent(collection, Mirror::new);
    }

    public int heartbeats() {
        return heartbeats.get();
    }

    /** Takes so many more events. */
    public void read(int events) {
        stream().request(events);
    }

    /** Nothing more will be asked for. */
    public void halfClose() {
        ClientCallStreamObserver<SyncRequest> stream = stream();
        synchronized (stream) {
            stream.onCompleted();
        }
    }

    /** Goes away. */
    public void cancel() {
        stream().cancel("gone", null);
    }

    /** How it ended. */
    public Status end() {
        Await.until("the call ends", PATIENCE, end::isDone);
        return end.join();
    }

    /** True once it has ended. */
    public boolean over() {
        return end.isDone();
    }

    private ClientCallStreamObserver<SyncRequest> stream() {
        ClientCallStreamObserver<SyncRequest> stream = call;
        if (stream == null) {
            throw new IllegalStateException("not begun");
        }
        return stream;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<SyncRequest> stream) {
        call = stream;
        if (!reading) {
            stream.disableAutoRequestWithInitial(0);
        }
    }

    @Override
    public void onNext(SyncEvent event) {
        if (event.getHeartbeat()) {
            heartbeats.incrementAndGet();
        } else if (event.hasReply()) {
            CompletableFuture<Reply> waiting = asked.remove(event.getReply().getRequestId());
            if (waiting != null) {
                waiting.complete(event.getReply());
            }
        } else {
            mirror(event.getCollection()).take(event);
        }
    }

    @Override
    public void onError(Throwable error) {
        ended(Status.fromThrowable(error));
    }

    @Override
    public void onCompleted() {
        ended(Status.OK);
    }

    private void ended(Status how) {
        end.complete(how);
        asked.values().forEach(waiting -> waiting.completeExceptionally(how.asRuntimeException()));
    }
}
