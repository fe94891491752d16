package dev.yamabiko.service.notification;

import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.notification.v1.Notification;
import dev.yamabiko.proto.notification.v1.NotificationServiceGrpc;
import dev.yamabiko.proto.notification.v1.SubscriptionRequest;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One device of a user: a SubscribeToNotifications call, and what came of it. For one thread. */
public final class Inbox implements ClientResponseObserver<SubscriptionRequest, Notification> {

    private static final int PATIENCE_SECONDS = 20;

    private final SubscriptionRequest request;
    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private final Map<String, Long> seen = new ConcurrentHashMap<>();
    private @Nullable ClientCallStreamObserver<SubscriptionRequest> call;

    private Inbox(SubscriptionRequest request) {
        this.request = request;
    }

    /** Opens a stream. */
    public static Inbox open(Channel channel, SubscriptionRequest request) {
        Inbox inbox = new Inbox(request);
        NotificationServiceGrpc.newStub(channel).subscribeToNotifications(request, inbox);
        return inbox;
    }

    /** The titles of the next so many; {@code ~n} for a heartbeat that says so many were skipped. */
    public List<String> titles(int count) throws InterruptedException {
        List<String> titles = new ArrayList<>();
        while (titles.size() < count) {
            titles.add(event() instanceof Notification next ? title(next) : "none");
        }
        return titles;
    }

    /** The next one. */
    Notification next() throws InterruptedException {
        return (Notification) event();
    }

    /** How it ended. */
    Status end() throws InterruptedException {
        Object event = event();
        while (event instanceof Notification) {
            event = event();
        }
        return (Status) event;
    }

    /** Goes away, and says how to go on. */
    public SubscriptionRequest leave() {
        if (call != null) {
            call.cancel("gone", null);
        }
        return request.toBuilder()
                .setResume(Resume.newBuilder().putAllAfter(seen))
                .build();
    }

    private static String title(Notification next) {
        return next.getHeartbeat() ? "~" + next.getSkipped() : next.getTitle();
    }

    private Object event() throws InterruptedException {
        Object event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return event == null ? "nothing" : event;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<SubscriptionRequest> stream) {
        call = stream;
    }

    @Override
    public void onNext(Notification next) {
        seen.putAll(next.getPositionsMap());
        if (!next.getHeartbeat()) {
            seen.put(next.getToAll() ? "notifications-all" : "notifications/" + request.getUserId(), next.getOffset());
        }
        events.add(next);
    }

    @Override
    public void onError(Throwable error) {
        events.add(Status.fromThrowable(error));
    }

    @Override
    public void onCompleted() {
        events.add(Status.OK);
    }
}
