package dev.yamabiko.service.file;

import dev.yamabiko.service.ByteSink;
import dev.yamabiko.service.Caller;
import dev.yamabiko.stream.StreamError;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One DownloadFile call: reads a part while the one before is on its way, and no further while the client does not take
 * it: two parts are all that a client who stalls costs, for as long as it may, and they are larger than the least only
 * where its window has room for both. Used on the event loop of its call only.
 */
final class FileDownload {

    /** What a client who is slow, but not idle, takes at a time. */
    private static final int PIECE_BYTES = 256 << 10;

    /** One is on its way, and one is read. */
    private static final int PARTS = 2;

    private final FileDesk desk;
    private final Caller caller;
    private final ByteSink sink;
    private final IdleWatch idle;
    private @Nullable FileRange range;
    private @Nullable Part read;
    private boolean reading;
    private boolean whole;
    private boolean over;
    private int piecesOnTheirWay;

    FileDownload(FileDesk desk, Caller caller, ByteSink sink) {
        this.desk = desk;
        this.caller = caller;
        this.sink = sink;
        desk.beginTransfer();
        this.idle = desk.watch(() -> piecesOnTheirWay > 0, sink::abandon);
        sink.onClose(this::close);
        sink.onWritable(this::write);
    }

    /** Sends what an open file gives. */
    void send(FileRange all) {
        range = all;
        if (over) {
            release(all);
        } else {
            readOn(all);
        }
    }

    /** Ends the call. */
    void fail(Throwable error) {
        sink.fail(error);
    }

    /** Ends the call, unless all is written: it goes on elsewhere. */
    void drain() {
        if (!whole || read != null) {
            sink.fail(new StreamError.Draining());
        }
    }

    private void readOn(FileRange all) {
        if (reading || over || read != null || whole) {
            return;
        }
        reading = true;
        int most = desk.beginRead(Math.min(all.left(), sink.windowBytes() / PARTS));
        desk.throttle()
                .leave(caller, all.nextBytes(most))
                .compose(v -> over ? Future.<ByteBuf>failedFuture("over") : desk.ask(store -> all.next(most)))
                .onSuccess(bytes -> arrived(all, new Part(desk, bytes, most)))
                .onFailure(error -> failed(all, most, error));
    }

    private void failed(FileRange all, int most, Throwable error) {
        reading = false;
        desk.endRead(most);
        if (over) {
            release(all);
        } else {
            sink.fail(error);
        }
    }

    private void arrived(FileRange all, Part part) {
        reading = false;
        if (over) {
            part.release();
            release(all);
            return;
        }
        read = part;
        whole = all.done();
        write();
    }

    private void write() {
        Part part = read;
        if (part != null && sink.writable()) {
            read = null;
            write(part);
            readOn(Objects.requireNonNull(range));
        }
    }

    private void write(Part part) {
        ByteBuf bytes = part.bytes();
        piecesOnTheirWay += (bytes.readableBytes() + PIECE_BYTES - 1) / PIECE_BYTES;
        while (bytes.readableBytes() > PIECE_BYTES) {
            sink.write(bytes.readRetainedSlice(PIECE_BYTES)).onComplete(done -> taken());
        }
        sink.write(bytes.retainedSlice()).onComplete(done -> {
            part.release();
            taken();
        });
    }

    /** The call ends when the client has taken everything: until then it is one of those under way. */
    private void taken() {
        piecesOnTheirWay--;
        idle.moved();
        if (whole && read == null && piecesOnTheirWay == 0) {
            sink.end();
        }
    }

    private void close() {
        over = true;
        idle.stop();
        if (read != null) {
            read.release();
            read = null;
        }
        desk.endTransfer();
        if (range != null && !reading) {
            release(range);
        }
    }

    private static void release(FileRange all) {
        all.content().close();
    }

    /** What was read at a time. */
    private record Part(FileDesk desk, ByteBuf bytes, int most) {

        void release() {
            bytes.release();
            desk.endRead(most);
        }
    }
}
