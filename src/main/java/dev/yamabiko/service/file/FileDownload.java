package dev.yamabiko.service.file;

import dev.yamabiko.service.ByteSink;
import dev.yamabiko.service.Caller;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One DownloadFile call: reads a part while the one before is on its way, and no further while the client does not take
 * it: two parts are all that a client who stalls costs. Used on the event loop of its call only.
 */
final class FileDownload {

    private final FileDesk desk;
    private final Caller caller;
    private final ByteSink sink;
    private @Nullable FileRange range;
    private @Nullable ByteBuf read;
    private boolean reading;
    private boolean whole;
    private boolean over;

    FileDownload(FileDesk desk, Caller caller, ByteSink sink) {
        this.desk = desk;
        this.caller = caller;
        this.sink = sink;
        desk.beginTransfer();
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
            sink.write(part);
            if (whole) {
                sink.end();
            } else {
                readOn(Objects.requireNonNull(range));
            }
        }
    }

    private void close() {
        over = true;
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
