package dev.yamabiko.chaos.rig;

import dev.yamabiko.proto.batch.v1.BatchItem;
import dev.yamabiko.proto.batch.v1.BatchProgress;
import dev.yamabiko.proto.batch.v1.BatchServiceGrpc;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A ProcessBatch call that sends as fast as the hub takes it. Thread-safe. */
public final class BatchUpload {

    private static final Metadata.Key<String> KEY =
            Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER);

    private final List<BatchProgress> heard = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Status> end = new CompletableFuture<>();

    private BatchUpload() {}

    /** Begins to send items; {@code key}: empty: none. */
    public static BatchUpload send(Channel channel, String key, Iterator<BatchItem> items) {
        BatchUpload upload = new BatchUpload();
        Metadata headers = new Metadata();
        if (!key.isEmpty()) {
            headers.put(KEY, key);
        }
        BatchServiceGrpc.newStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .processBatch(upload.new Call(items));
        return upload;
    }

    /** What the hub said so far, in order. */
    public List<BatchProgress> heard() {
        return heard;
    }

    /** Waits for the end of the call. */
    public Status end(Duration patience) {
        try {
            return end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException error) {
            throw new AssertionError("batch: no end, " + heard.size() + " messages", error);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("batch: interrupted", stopped);
        }
    }

    private final class Call implements ClientResponseObserver<BatchItem, BatchProgress> {
        private final Iterator<BatchItem> items;

        Call(Iterator<BatchItem> items) {
            this.items = items;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<BatchItem> stream) {
            stream.setOnReadyHandler(() -> {
                while (stream.isReady() && items.hasNext()) {
                    stream.onNext(items.next());
                    if (!items.hasNext()) {
                        stream.onCompleted();
                    }
                }
            });
        }

        @Override
        public void onNext(BatchProgress progress) {
            heard.add(progress);
        }

        @Override
        public void onError(Throwable error) {
            end.complete(Status.fromThrowable(error));
        }

        @Override
        public void onCompleted() {
            end.complete(Status.OK);
        }
    }
}
