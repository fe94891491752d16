package dev.yamabiko.chaos.rig;

import dev.yamabiko.support.Await;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A call that came with a token, and what it has received. Thread-safe, but for sending: one thread at a time.
 *
 * @param <Q> what it sends
 * @param <A> what it receives
 */
public final class TokenStream<Q, A> {

    private static final int MOST = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ClientCall<Q, A> call;
    private final List<A> received = new CopyOnWriteArrayList<>();
    private final AtomicReference<Outcome> end = new AtomicReference<>();
    private volatile boolean open;

    TokenStream(ClientCall<Q, A> call, Metadata metadata) {
        this.call = call;
        call.start(new Listener(), metadata);
        call.request(MOST);
    }

    /** Sends one message. */
    public void send(Q message) {
        call.sendMessage(message);
    }

    /** Sends no more. */
    public void halfClose() {
        call.halfClose();
    }

    /** Whether the hub has let it in. */
    public boolean open() {
        return open;
    }

    /** What has come so far. */
    public List<A> received() {
        return List.copyOf(received);
    }

    /** Whether it has ended. */
    public boolean over() {
        return end.get() != null;
    }

    /** Waits for its end. */
    public Outcome outcome() {
        Await.until("the end of a stream", PATIENCE, this::over);
        return end.get();
    }

    /** Leaves it. */
    public void cancel() {
        call.cancel("left", null);
    }

    private final class Listener extends ClientCall.Listener<A> {
        @Override
        public void onHeaders(Metadata headers) {
            open = true;
        }

        @Override
        public void onMessage(A message) {
            received.add(message);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            end.set(new Outcome(status, trailers));
        }
    }
}
