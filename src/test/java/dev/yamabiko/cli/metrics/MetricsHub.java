package dev.yamabiko.cli.metrics;

import dev.yamabiko.proto.metrics.v1.MetricPoint;
import dev.yamabiko.proto.metrics.v1.MetricsRequest;
import dev.yamabiko.proto.metrics.v1.MetricsServiceGrpc;
import io.grpc.Server;
import io.grpc.StatusException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/** A hub that has metrics alone: each StreamMetrics call takes the next of its scripts. Remembers every request. */
final class MetricsHub implements AutoCloseable {

    private final Queue<Consumer<StreamObserver<MetricPoint>>> scripts = new ArrayDeque<>();
    private final List<MetricsRequest> requests = Collections.synchronizedList(new ArrayList<>());
    private final Server server;

    MetricsHub() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Metrics())
                .build()
                .start();
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    /** Points, and then how the call ends. */
    MetricsHub script(StatusException end, MetricPoint... points) {
        synchronized (scripts) {
            scripts.add(stream -> {
                List.of(points).forEach(stream::onNext);
                stream.onError(end);
            });
        }
        return this;
    }

    List<MetricsRequest> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class Metrics extends MetricsServiceGrpc.MetricsServiceImplBase {
        @Override
        public void streamMetrics(MetricsRequest request, StreamObserver<MetricPoint> stream) {
            requests.add(request);
            Consumer<StreamObserver<MetricPoint>> script;
            synchronized (scripts) {
                script = scripts.remove();
            }
            script.accept(stream);
        }
    }
}
