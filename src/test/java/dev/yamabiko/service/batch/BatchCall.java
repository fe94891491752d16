package dev.yamabiko.service.batch;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.batch.v1.BatchItem;
import dev.yamabiko.proto.batch.v1.BatchProgress;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.Caller;
import dev.yamabiko.service.Requests;
import dev.yamabiko.service.RetryKey;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Sink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A client of the batch service, without a wire: sends as fast as it may, and hears what is said. */
final class BatchCall implements Sink, CallMetadata {

    private static final Caller TESTER = new Caller("tester");

    private final List<BatchProgress> heard = new CopyOnWriteArrayList<>();
    private final Promise<List<BatchProgress>> outcome = Promise.promise();
    private final Caller caller;
    private final String key;
    private final Iterator<BatchItem> items;
    private volatile boolean reads = true;
    private volatile boolean paused;
    private boolean over;
    private int left = Integer.MAX_VALUE;
    private @Nullable Requests requests;
    private Runnable onClose = () -> {};

    private BatchCall(Caller caller, String key, Iterator<BatchItem> items) {
        this.caller = caller;
        this.key = key;
        this.items = items;
    }

    /** Sends items on an event loop; {@code key}: empty: none. */
    static BatchCall send(Context loop, BatchService service, String key, Iterator<BatchItem> items) {
        return sendAs(TESTER, loop, service, key, items);
    }

    /** The same, of somebody. */
    static BatchCall sendAs(Caller caller, Context loop, BatchService service, String key, Iterator<BatchItem> items) {
        return new BatchCall(caller, key, items).begin(loop, service);
    }

    /** The same, of a client whose connection breaks when it has sent so many. */
    static BatchCall sendPart(Context loop, BatchService service, String key, Iterator<BatchItem> items, int count) {
        BatchCall call = new BatchCall(TESTER, key, items);
        call.left = count;
        return call.begin(loop, service);
    }

    /** The same, of a client that reads nothing while it sends. */
    static BatchCall sendUnread(Context loop, BatchService service, Iterator<BatchItem> items) {
        BatchCall call = new BatchCall(TESTER, "", items);
        call.reads = false;
        return call.begin(loop, service);
    }

    private BatchCall begin(Context loop, BatchService service) {
        loop.runOnContext(v -> {
            requests = service.processBatch(this, this);
            onClose = requests::close;
            requests.onProgress(this::feed);
            feed();
        });
        return this;
    }

    /** Everything that was said, when all is over. */
    Future<List<BatchProgress>> outcome() {
        return outcome.future();
    }

    List<BatchProgress> heard() {
        return heard;
    }

    /** True while the hub has asked it to wait. */
    boolean paused() {
        return paused;
    }

    private void feed() {
        paused = false;
        while (!over && items.hasNext() && !paused) {
            if (left-- == 0) {
                over();
                return;
            }
            byte[] bytes = items.next().toByteArray();
            try {
                requests.message(bytes, 0, bytes.length);
            } catch (RuntimeException refused) {
                fail(refused);
                return;
            }
            requests.flush();
            paused = requests.full();
        }
        if (!over && !items.hasNext()) {
            requests.finish();
        }
    }

    private void over() {
        if (!over) {
            over = true;
            onClose.run();
            outcome.tryComplete(heard);
        }
    }

    @Override
    public Caller caller() {
        return caller;
    }

    @Override
    public String origin() {
        return "10.0.0.1";
    }

    @Override
    public @Nullable String get(String name) {
        return name.equals(RetryKey.NAME) && !key.isEmpty() ? key : null;
    }

    @Override
    public boolean writable() {
        return reads && !over;
    }

    @Override
    public void write(Frames frames) {
        if (over) {
            return;
        }
        int from = frames.start() + Frames.HEADER_BYTES;
        try {
            heard.add(BatchProgress.parser().parseFrom(frames.array(), from, frames.end() - from));
        } catch (InvalidProtocolBufferException error) {
            throw new AssertionError(error);
        }
    }

    @Override
    public void onWritable(Runnable action) {
        // it reads all the time, or never
    }

    @Override
    public void onClose(Runnable action) {
        throw new AssertionError("the gateway closes the requests");
    }

    @Override
    public void end() {
        over();
    }

    @Override
    public void fail(Throwable error) {
        outcome.tryFail(error);
        over();
    }
}
