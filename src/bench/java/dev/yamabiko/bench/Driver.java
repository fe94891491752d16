package dev.yamabiko.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Clients of a hub that cost little: followers that count, a writer that repeats a prepared chunk. */
final class Driver implements AutoCloseable {

    private static final int ENTRIES_PER_CHUNK = 88;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final int port;
    private final List<HttpClient> readers = new ArrayList<>();
    private final HttpClient writer;
    private final AtomicLong received = new AtomicLong();

    Driver(int port, int connections) {
        this.port = port;
        this.writer = client();
        for (int i = 0; i < connections; i++) {
            readers.add(client());
        }
    }

    /** Opens followers, spread over the connections, that want what comes after an offset. */
    void follow(int streams, long after) {
        List<Future<?>> opened = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            opened.add(call(readers.get(i % readers.size()), "/log.v1.LogService/StreamLogs")
                    .compose(request -> request.end(Entries.follow(after)).compose(v -> request.response()))
                    .onSuccess(this::count));
        }
        Future.all(opened).await();
    }

    /** Sends entries on one stream; returns when the hub has acknowledged them. */
    void write(long entries) {
        HttpClientRequest request = call(writer, "/datacollection.v1.DataCollectionService/CollectLogs")
                .await();
        Future<Long> answered = request.response().compose(response -> {
            Promise<Long> ended = Promise.promise();
            response.handler(chunk -> {}).endHandler(v -> ended.complete(status(response)));
            return ended.future();
        });
        new Feed(request, entries).start();
        if (answered.await() != 0) {
            throw new IllegalStateException("writing failed");
        }
    }

    /** Records all followers have received together. */
    long received() {
        return received.get();
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    private void count(HttpClientResponse response) {
        FrameCounter counter = new FrameCounter();
        response.handler(chunk -> {
            long before = counter.frames();
            counter.accept(chunk);
            received.addAndGet(counter.frames() - before);
        });
    }

    private static long status(HttpClientResponse response) {
        String status = response.getTrailer("grpc-status");
        return Long.parseLong(status == null ? response.getHeader("grpc-status") : status);
    }

    private Future<HttpClientRequest> call(HttpClient client, String path) {
        return client.request(HttpMethod.POST, port, "127.0.0.1", path)
                .map(request ->
                        request.putHeader("content-type", "application/grpc").putHeader("te", "trailers"));
    }

    private HttpClient client() {
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2MultiplexingLimit(-1)
                .setHttp2ConnectionWindowSize(64 << 20)
                .setInitialSettings(new Http2Settings().setInitialWindowSize(1 << 20));
        return vertx.createHttpClient(options, new PoolOptions().setHttp2MaxSize(1));
    }

    /** Writes the same chunk again and again, while the connection takes it. */
    private static final class Feed {
        private final HttpClientRequest request;
        private final Buffer chunk = Entries.framed(ENTRIES_PER_CHUNK);
        private long left;

        Feed(HttpClientRequest request, long entries) {
            this.request = request;
            this.left = entries;
        }

        void start() {
            request.setChunked(true).drainHandler(v -> pump());
            pump();
        }

        private void pump() {
            while (left > 0 && !request.writeQueueFull()) {
                int now = (int) Math.min(left, ENTRIES_PER_CHUNK);
                request.write(now == ENTRIES_PER_CHUNK ? chunk : Entries.framed(now));
                left -= now;
                if (left == 0) {
                    request.end();
                }
            }
        }
    }
}
