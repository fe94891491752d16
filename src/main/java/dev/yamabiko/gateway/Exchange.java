package dev.yamabiko.gateway;

import dev.yamabiko.stream.StreamError;
import dev.yamabiko.token.Identity;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * One call: its messages in, its {@link Outbound} side, its timers. However it ends (status, cancel, deadline, lost
 * connection), it ends once, and everything it held is released then. Used on the event loop of its connection only.
 */
final class Exchange {

    /** What a method does with the messages of a call. */
    interface Receiver extends Deframer.Receiver {

        /** No more messages for the moment. */
        default void pause() {}

        /** The client has sent everything. */
        void halfClosed();
    }

    /** Takes the messages of a call that is refused. */
    static final Receiver DEAF = new Receiver() {
        @Override
        public void message(byte[] bytes, int from, int to) {
            // the call is over
        }

        @Override
        public void halfClosed() {
            // the call is over
        }
    };

    private static final long NO_TIMER = -1;

    /** Clients stop sending by themselves when they have the status; one that has not in this time is told to. */
    private static final long LINGER_MS = 1_000;

    /** NO_ERROR (RFC 9113, 7). */
    private static final long NO_ERROR = 0;

    /** CANCEL (RFC 9113, 7). */
    private static final long CANCEL = 8;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final RequestMetadata metadata;
    private final TokenWatch token;
    private final Pacing pacing;
    private final Outbound outbound;
    private final CallGauges gauges;
    private final Reading reading;
    private final Receiver receiver;
    private final Deframer deframer;
    private long deadline = NO_TIMER;
    private long requestTimer = NO_TIMER;
    private long linger = NO_TIMER;
    private int countedBytes;
    private long untakenBytes;
    private int looksInVain;
    private boolean requestOver;

    Exchange(
            Vertx vertx,
            RequestMetadata metadata,
            TokenWatch token,
            Pacing pacing,
            CallSettings settings,
            CallGauges gauges,
            Method method) {
        this.vertx = vertx;
        this.request = metadata.request();
        this.metadata = metadata;
        this.reading = new Reading(request);
        this.token = token;
        this.pacing = pacing;
        this.gauges = gauges;
        this.outbound = new Outbound(request, settings, pacing, gauges);
        gauges.calls().increment();
        outbound.onClose(this::release);
        outbound.onGone(this::stopLingering);
        this.receiver = open(method);
        boolean gzip = "gzip".equals(request.getHeader("grpc-encoding"));
        this.deframer = new Deframer(settings.maxMessageBytes(), gzip, this::message);
        request.handler(this::received);
        request.endHandler(v -> halfClosed());
        request.exceptionHandler(error -> over());
    }

    Outbound outbound() {
        return outbound;
    }

    /** What is known of the call as a whole. */
    RequestMetadata metadata() {
        return metadata;
    }

    /** Looks at the token of the call, which may have ended since. */
    void lookAtToken(long now) {
        token.look(now, outbound);
    }

    /** Goes on under a fresh token that came on the same connection; false: it is not for this call. */
    boolean renew(Identity fresh) {
        return token.renew(fresh);
    }

    /** Gives up what a call that is over has left for its client, if none of it was taken in so many looks. */
    void lookAtAnswer(int looks) {
        long bytes = outbound.over() ? outbound.bytesInFlight() : 0;
        looksInVain = bytes > 0 && bytes == untakenBytes ? looksInVain + 1 : 0;
        untakenBytes = bytes;
        if (looksInVain >= looks) {
            request.response().reset(CANCEL);
        }
    }

    /** The node is going away: a call whose client has more to send is to go elsewhere. */
    void drain() {
        if (!requestOver) {
            outbound.fail(new StreamError.Draining(outbound.position()));
        }
    }

    /** Ends the call when this time has passed. */
    void startDeadline(long milliseconds) {
        if (!outbound.over()) {
            deadline = startTimer(
                    milliseconds,
                    new WireError(Reason.DEADLINE_EXCEEDED, "deadline exceeded after " + milliseconds + " ms"));
        }
    }

    /** Ends the call when the client has not sent its whole request in this time. */
    void expectRequestWithin(long milliseconds) {
        requestTimer = startTimer(
                milliseconds,
                new WireError(Reason.REQUEST_TIMEOUT, "request not complete after " + milliseconds + " ms"));
    }

    /** Takes no more from the client for now. */
    void pauseReading() {
        reading.full();
    }

    /** Goes on after {@link #pauseReading}. */
    void resumeReading() {
        reading.emptied();
    }

    /** Nothing more comes. */
    private void over() {
        requestOver = true;
        reading.end();
    }

    private void message(byte[] bytes, int from, int to) {
        if (TokenWatch.isFresh(bytes, from, to)) {
            token.fresh(bytes, from, to, outbound);
        } else {
            receiver.message(bytes, from, to);
        }
    }

    private Receiver open(Method method) {
        try {
            return method.open(this);
        } catch (RuntimeException refused) {
            outbound.fail(refused);
            return DEAF;
        }
    }

    private void received(Buffer chunk) {
        if (outbound.over()) {
            return;
        }
        try {
            deframe(chunk);
        } catch (RuntimeException error) {
            outbound.fail(error);
        }
        if (!pacing.free()
                && !outbound.over()
                && pacing.received(deframer.takeCount(), chunk.length(), reading::inTime)) {
            reading.tooFast();
        }
        countPartial(outbound.over() ? 0 : deframer.partialBytes());
    }

    /** What comes before a bad message is taken. */
    private void deframe(Buffer chunk) {
        try {
            ByteBuf bytes = ((BufferInternal) chunk).getByteBuf();
            if (bytes.hasArray()) {
                int from = bytes.arrayOffset() + bytes.readerIndex();
                deframer.accept(bytes.array(), from, from + bytes.readableBytes());
            } else {
                deframer.accept(chunk.getBytes(), 0, chunk.length());
            }
        } finally {
            receiver.pause();
        }
    }

    private void countPartial(int bytes) {
        gauges.inboundBytes().add(bytes - countedBytes);
        countedBytes = bytes;
    }

    private void halfClosed() {
        over();
        stop(requestTimer);
        requestTimer = NO_TIMER;
        if (outbound.over()) {
            return;
        }
        if (deframer.isPartial()) {
            outbound.fail(new WireError(Reason.MESSAGE_CUT, "message: ends before its length"));
            return;
        }
        try {
            receiver.halfClosed();
        } catch (RuntimeException error) {
            outbound.fail(error);
        }
    }

    private long startTimer(long milliseconds, WireError error) {
        gauges.timers().increment();
        return vertx.setTimer(milliseconds, id -> outbound.fail(error));
    }

    private void stop(long timer) {
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            gauges.timers().decrement();
        }
    }

    private void release() {
        stop(deadline);
        stop(requestTimer);
        deadline = requestTimer = NO_TIMER;
        countPartial(0);
        gauges.calls().decrement();
        pacing.stop();
        if (!requestOver) {
            abandonRequest();
        }
    }

    /** What the client still sends is of no use. */
    private void abandonRequest() {
        request.handler(chunk -> {});
        reading.abandon();
        linger();
    }

    /** Tells the client to stop (RFC 9113, 8.1), not before the status is out: a reset would take it along. */
    private void linger() {
        gauges.timers().increment();
        linger = vertx.setTimer(LINGER_MS, id -> {
            stopLingering();
            if (outbound.bytesInFlight() > 0) {
                linger();
            } else if (!requestOver) {
                request.response().reset(NO_ERROR);
            }
        });
    }

    private void stopLingering() {
        stop(linger);
        linger = NO_TIMER;
    }
}
