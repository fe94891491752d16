package dev.yamabiko.service.sync;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.sync.v1.Reply;
import dev.yamabiko.proto.sync.v1.SyncEvent;
import dev.yamabiko.proto.sync.v1.SyncRequest;
import dev.yamabiko.service.Caller;
import dev.yamabiko.service.Confluence;
import dev.yamabiko.service.Failures.Failure;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.Requests;
import dev.yamabiko.service.Rights;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.ResumePoint;
import dev.yamabiko.stream.Sink;
import dev.yamabiko.stream.StreamError.LimitReached;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One Sync call: what it has asked for, what it watches, and the keys it holds. Used on the event loop of its call
 * only.
 */
final class SyncCall implements Requests {

    private static final Frames HEARTBEAT =
            Frames.ofMessage(SyncEvent.newBuilder().setHeartbeat(true).build().toByteArray());

    private final SyncService service;
    private final SyncLimits limits;
    private final Rights rights;
    private final Sink sink;
    private final Confluence confluence;
    private final String holder;
    private final Map<String, Watching> watched = new LinkedHashMap<>();
    private final Map<String, SharedMaps.Held> held = new LinkedHashMap<>();
    private Runnable onProgress = () -> {};
    private int pending;
    private int beatSeconds;
    private long beatTimer = -1;
    private boolean finishing;
    private boolean over;

    SyncCall(SyncService service, Caller caller, Sink sink) {
        this.service = service;
        this.limits = service.maps().limits();
        this.rights = new Rights(service.permissions(), caller);
        this.sink = sink;
        this.confluence = new Confluence(sink);
        this.holder = service.maps().beginHolder();
        confluence.onWritable(() -> onProgress.run());
    }

    @Override
    public void message(byte[] bytes, int from, int to) {
        SyncRequest request = parse(bytes, from, to);
        pending++;
        try {
            perform(request);
        } catch (RuntimeException refused) {
            answer(request, Future.failedFuture(refused));
        }
    }

    private static SyncRequest parse(byte[] bytes, int from, int to) {
        try {
            return SyncRequest.parser().parseFrom(bytes, from, to - from);
        } catch (InvalidProtocolBufferException error) {
            throw new ServiceError.MalformedMessage("request: " + error.getMessage());
        }
    }

    @Override
    public boolean full() {
        return pending >= limits.pending() || !confluence.writable();
    }

    @Override
    public void onProgress(Runnable action) {
        onProgress = action;
    }

    @Override
    public void finish() {
        finishing = true;
        endIfDone();
    }

    @Override
    public void close() {
        over = true;
        stopBeating();
        List.copyOf(watched.values()).forEach(Watching::close);
        watched.clear();
        service.maps().endHolder(holder, List.copyOf(held.values()));
        held.clear();
    }

    private void perform(SyncRequest request) {
        ResumePoint from = SyncCheck.check(request, limits);
        String collection = request.getCollection();
        rights.require(SyncCheck.action(request), CollectionTopics.PREFIX + collection);
        beat(request.getHeartbeatSeconds());
        switch (request.getOperationCase()) {
            case WATCH -> watch(request, from);
            case UNWATCH -> answer(request, unwatch(collection));
            case GET ->
                service.maps()
                        .get(collection, request.getGet().getKey())
                        .onComplete(found -> answer(request, found.map(entry -> {
                            if (entry.getVersion() == 0) {
                                throw new ServiceError.NotFound(
                                        "get.key: no such entry (expected: a key that is there)");
                            }
                            return Reply.newBuilder().setCurrent(entry).build();
                        })));
            default -> write(request);
        }
    }

    private void write(SyncRequest request) {
        String collection = request.getCollection();
        if (request.getSet().getBound() && !held.containsKey(collection)) {
            requireRoom(collection);
            held.put(collection, new SharedMaps.Held(collection, service.maps().use(collection)));
        }
        service.maps().write(request, holder).onComplete(done -> answer(request, done));
    }

    private void watch(SyncRequest request, ResumePoint from) {
        String collection = request.getCollection();
        new FieldRules()
                .require(!watched.containsKey(collection), "watch", "watched already (expected: one watch at a time)")
                .check();
        requireRoom(collection);
        Watching watching = new Watching(service, collection, confluence, sink::fail, this::endIfDone);
        watched.put(collection, watching);
        watching.open(from).onComplete(opened -> {
            if (opened.failed()) {
                watching.close();
                watched.remove(collection, watching);
            }
            answer(
                    request,
                    opened.map(
                            revision -> Reply.newBuilder().setRevision(revision).build()));
            watching.begin();
        });
    }

    private Future<Reply> unwatch(String collection) {
        Watching watching = watched.remove(collection);
        if (watching == null) {
            throw new ServiceError.NotFound("unwatch: not watched (expected: a collection that this call watches)");
        }
        watching.close();
        return Future.succeededFuture(Reply.getDefaultInstance());
    }

    private void requireRoom(String collection) {
        Set<String> names = new HashSet<>(watched.keySet());
        names.addAll(held.keySet());
        names.add(collection);
        if (names.size() > limits.collections()) {
            throw new LimitReached(
                    "sync.collections",
                    "collection: one too many for this call (expected: at most " + limits.collections() + ")");
        }
    }

    private void answer(SyncRequest request, AsyncResult<Reply> done) {
        pending--;
        if (over) {
            return;
        }
        Reply.Builder reply = done.succeeded() ? done.result().toBuilder() : failed(done.cause());
        confluence.write(Frames.ofMessage(SyncEvent.newBuilder()
                .setCollection(request.getCollection())
                .setReply(reply.setRequestId(request.getRequestId()))
                .build()
                .toByteArray()));
        onProgress.run();
        endIfDone();
    }

    private Reply.Builder failed(Throwable error) {
        Failure failure = service.failures().of(error);
        return Reply.newBuilder().setReason(failure.reason()).setMessage(failure.message());
    }

    private void endIfDone() {
        boolean told = watched.values().stream().allMatch(Watching::isComplete);
        if (finishing && pending == 0 && told && !over) {
            sink.end();
        }
    }

    private void beat(int seconds) {
        if (seconds > 0 && seconds != beatSeconds) {
            stopBeating();
            beatSeconds = seconds;
            beatTimer = service.vertx().setPeriodic(seconds * 1_000L, timer -> {
                if (confluence.writable()) {
                    confluence.write(HEARTBEAT);
                }
            });
        }
    }

    private void stopBeating() {
        service.vertx().cancelTimer(beatTimer);
    }
}
