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
 * it: two parts are all that a client who stalls costs, for as long as it may. Used on the event loop of its call only.
 */
final class FileDownload {

    /** What a client who is slow, but not idle, takes at a time. */
    private static final int PIECE_BYTES = 256 << 10;

    private final FileDesk desk;
    private final Caller caller;
    private final ByteSink sink;
    private final IdleWatch idle;
    private @Nullable FileRange range;
    private @Nullable ByteBuf read;
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
        desk.throttle()
                .leave(caller, all.nextBytes())
                .compose(v -> over ? Future.<ByteBuf>failedFuture("over") : desk.ask(store -> all.next()))
                .onComplete(done -> {
                    reading = false;
                    if (done.succeeded()) {
                        arrived(all, done.result());
                    } else if (over) {
                        release(all);
                    } else {
                        sink.fail(done.cause());
                    }
                });
    }

    private void arrived(FileRange all, ByteBuf part) {
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
        ByteBuf part = read;
        if (part != null && sink.writable()) {
            read = null;
            write(part);
            readOn(Objects.requireNonNull(range));
        }
    }

    private void write(ByteBuf part) {
        piecesOnTheirWay += (part.readableBytes() + PIECE_BYTES - 1) / PIECE_BYTES;
        while (part.isReadable()) {
            sink.write(part.readRetainedSlice(Math.min(PIECE_BYTES, part.readableBytes())))
                    .onComplete(done -> taken());
        }
        part.release();
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
}
