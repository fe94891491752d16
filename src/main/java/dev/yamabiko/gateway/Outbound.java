package dev.yamabiko.gateway;

import com.google.protobuf.MessageLite;
import dev.yamabiko.service.ByteSink;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.ResumePoint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The response of a call: writes framed bytes as they are, counts what is on its way, and ends exactly once. Everything
 * after the end is harmless. Used on the event loop of its connection only.
 *
 * <p>{@code HttpServerResponse.writeQueueFull} counts messages, not bytes, and throws after the end; so the bytes are
 * counted here, by the futures of the writes.
 */
final class Outbound implements ByteSink {

    /** CANCEL (RFC 9113, 7). */
    private static final long CANCEL = 8;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final int maxBytesInFlight;
    private final Pacing pacing;
    private final SharedCopies copies;
    private final CallGauges gauges;
    private final Elsewhere elsewhere;
    private Runnable onWritable = () -> {};
    private Runnable onClose = () -> {};
    private Runnable onGone = () -> {};
    private Runnable onTold = () -> {};
    private long bytesInFlight;
    private boolean full;
    private boolean tooFast;
    private boolean headSent;
    private boolean over;
    private boolean gone;
    private boolean told;
    private @Nullable CallStatus waiting;
    private Supplier<@Nullable ResumePoint> where = () -> null;

    Outbound(HttpServerRequest request, CallSettings settings, Pacing pacing, CallGauges gauges) {
        this.request = request;
        this.response = request.response();
        this.maxBytesInFlight = settings.outboundBytes();
        this.pacing = pacing;
        this.copies = settings.copies();
        this.gauges = gauges;
        this.elsewhere = settings.elsewhere();
        response.closeHandler(v -> gone());
    }

    /** Sends the initial metadata now, so that the client sees the stream open. */
    void sendHead() {
        if (!over && !headSent) {
            headSent = true;
            response.writeHead();
        }
    }

    @Override
    public boolean writable() {
        return !over && !full && !tooFast;
    }

    @Override
    public void write(Frames frames) {
        if (!over) {
            SharedCopies.Copy copy = copies.of(frames);
            send(copy.bytes()).onComplete(done -> copy.release());
            pace(frames);
        }
    }

    @Override
    public Future<Void> write(ByteBuf framed) {
        if (over) {
            framed.release();
            return Future.failedFuture(new HttpClosedException("the call is over"));
        }
        int bytes = framed.readableBytes();
        Future<Void> out = send(framed).onComplete(done -> framed.release()); // Vert.x does not
        pace(1, bytes);
        return out;
    }

    /** The flow controller knows what all settings so far say together, Vert.x what the last of them said. */
    @Override
    public int windowBytes() {
        ConnectionBase connection = (ConnectionBase) request.connection();
        Http2ConnectionHandler http2 =
                connection.channelHandlerContext().pipeline().get(Http2ConnectionHandler.class);
        return http2 == null
                ? Http2CodecUtil.DEFAULT_WINDOW_SIZE
                : http2.encoder().flowController().initialWindowSize();
    }

    /** Frames and writes one message. */
    void write(MessageLite message) {
        if (!over) {
            Frames frames = Frames.ofMessage(message.toByteArray());
            send(Unpooled.wrappedBuffer(frames.array()));
            pace(1, frames.length());
        }
    }

    private void pace(Frames frames) {
        if (!pacing.free()) {
            pace(frames.count(), frames.length());
        }
    }

    private void pace(int records, int bytes) {
        if (!pacing.free() && !over) {
            tooFast = pacing.sent(records, bytes, this::inTime);
        }
    }

    private void inTime() {
        tooFast = false;
        if (!full) {
            goOn();
        }
    }

    /** Writes the one response of a call, and ends it well. */
    void answer(MessageLite response) {
        write(response);
        end();
    }

    @Override
    public void onWritable(Runnable action) {
        onWritable = action;
    }

    @Override
    public void onClose(Runnable action) {
        if (over) {
            action.run();
            return;
        }
        Runnable before = onClose;
        onClose = () -> {
            before.run();
            action.run();
        };
    }

    /**
     * Sets what runs once nothing more can reach the client: both sides are done, or the stream or its connection is
     * lost.
     */
    void onGone(Runnable action) {
        onGone = action;
    }

    /** Sets what runs once the client has been told how the call ended, or cannot be; at once if that was before. */
    void onTold(Runnable action) {
        onTold = action;
        if (told) {
            action.run();
        }
    }

    @Override
    public void end() {
        end(CallStatus.OK);
    }

    @Override
    public void fail(Throwable error) {
        if (!over) {
            end(CallStatus.of(error, elsewhere));
        }
    }

    @Override
    public void abandon(Throwable error) {
        if (bytesInFlight == 0) {
            fail(error);
        } else if (!over) {
            close();
            response.reset(CANCEL);
        }
    }

    @Override
    public void resumesAt(Supplier<@Nullable ResumePoint> position) {
        where = position;
    }

    /** Where another stream would go on; null: this one has no position, or none yet. */
    @Nullable
    ResumePoint position() {
        return where.get();
    }

    /** True once the call has its end, whoever made it. */
    boolean over() {
        return over;
    }

    /** Written bytes that wait for the client to take them. */
    long bytesInFlight() {
        return bytesInFlight;
    }

    private Future<Void> send(ByteBuf bytes) {
        int length = bytes.readableBytes();
        headSent = true;
        bytesInFlight += length;
        full = bytesInFlight >= maxBytesInFlight;
        gauges.outboundBytes().add(length);
        return response.write(BufferInternal.buffer(bytes)).onComplete(done -> written(length, done.succeeded()));
    }

    /** A write fails only because the stream is lost: then there is nobody to tell a status. */
    private void written(int length, boolean taken) {
        bytesInFlight -= length;
        gauges.outboundBytes().add(-length);
        if (waiting != null && taken && bytesInFlight == 0) {
            send(waiting);
        }
        if (full && bytesInFlight <= maxBytesInFlight / 2) {
            full = false;
            if (!tooFast) {
                goOn();
            }
        }
    }

    private void goOn() {
        if (over) {
            return;
        }
        try {
            onWritable.run();
        } catch (RuntimeException error) {
            fail(error);
        }
    }

    /**
     * The status waits here for what was written before. Vert.x would queue it, too, but without a promise; and where a
     * client then resets the stream, it takes the failure of that write for one of the connection, and closes it.
     */
    private void end(CallStatus status) {
        if (over) {
            return;
        }
        if (bytesInFlight == 0) {
            send(status);
        } else {
            waiting = status;
        }
        close();
    }

    private void send(CallStatus status) {
        waiting = null;
        Trailers.set(headSent ? response.trailers() : response.headers(), status);
        response.end().onComplete(done -> told());
    }

    private void told() {
        if (!told) {
            told = true;
            onTold.run();
        }
    }

    private void gone() {
        waiting = null;
        close();
        told();
        if (!gone) {
            gone = true;
            onGone.run();
        }
    }

    private void close() {
        if (!over) {
            over = true;
            onClose.run();
        }
    }
}
