package dev.yamabiko.chaos.rig;

import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.notification.v1.Notification;
import dev.yamabiko.proto.notification.v1.NotificationServiceGrpc;
import dev.yamabiko.proto.notification.v1.SubscriptionRequest;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A device of a user: comes and goes as it is told, goes on where it stopped, on whichever node, and comes back by
 * itself when a call breaks. Remembers what it got. Thread-safe.
 */
public final class Device {

    private static final int COME_BACK_MS = 100;
    private static final String ALL = "notifications-all";

    private final SubscriptionRequest request;
    private final Supplier<NodeClient> nodes;
    private final ScheduledExecutorService scheduler;
    private final List<String> own = new ArrayList<>();
    private final List<String> broadcasts = new ArrayList<>();
    private final Map<String, Long> after = new HashMap<>();
    private long skipped;
    private @Nullable Call current;

    /** A device that is away. */
    public Device(SubscriptionRequest request, Supplier<NodeClient> nodes, ScheduledExecutorService scheduler) {
        this.request = request;
        this.nodes = nodes;
        this.scheduler = scheduler;
    }

    /** Comes, if it is away. */
    public synchronized void come() {
        if (current == null) {
            open();
        }
    }

    /** Goes, if it is there. */
    public synchronized void leave() {
        Call left = current;
        current = null;
        if (left != null) {
            left.cancel();
        }
    }

    /** Titles of what it got of the user's own, in the order in which they came. */
    public synchronized List<String> own() {
        return List.copyOf(own);
    }

    /** Titles of what it got of those to all. */
    public synchronized List<String> broadcasts() {
        return List.copyOf(broadcasts);
    }

    /** How many it got of both. */
    public synchronized int count() {
        return own.size() + broadcasts.size();
    }

    /** What it was told that it will not get. */
    public synchronized long skipped() {
        return skipped;
    }

    private void open() {
        Call call = new Call();
        current = call;
        SubscriptionRequest goingOn = after.isEmpty()
                ? request
                : request.toBuilder()
                        .setResume(Resume.newBuilder().putAllAfter(after))
                        .build();
        NotificationServiceGrpc.newStub(nodes.get().channel())
                .withWaitForReady()
                .subscribeToNotifications(goingOn, call);
    }

    private synchronized void got(Call call, Notification next) {
        if (call != current) {
            return;
        }
        skipped += next.getSkipped();
        after.putAll(next.getPositionsMap());
        if (next.getHeartbeat()) {
            return;
        }
        (next.getToAll() ? broadcasts : own).add(next.getTitle());
        after.put(next.getToAll() ? ALL : "notifications/" + request.getUserId(), next.getOffset());
    }

    private synchronized void over(Call call) {
        if (call != current) {
            return;
        }
        try {
            var unused = scheduler.schedule(() -> again(call), COME_BACK_MS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException done) {
            current = null;
        }
    }

    private synchronized void again(Call call) {
        if (call == current) {
            open();
        }
    }

    private final class Call implements ClientResponseObserver<SubscriptionRequest, Notification> {
        private volatile @Nullable ClientCallStreamObserver<SubscriptionRequest> stream;

        @Override
        public void beforeStart(ClientCallStreamObserver<SubscriptionRequest> requests) {
            stream = requests;
        }

        @Override
        public void onNext(Notification next) {
            got(this, next);
        }

        @Override
        public void onError(Throwable error) {
            over(this);
        }

        @Override
        public void onCompleted() {
            over(this);
        }

        void cancel() {
            ClientCallStreamObserver<SubscriptionRequest> open = stream;
            if (open != null) {
                open.cancel("left", null);
            }
        }
    }
}
