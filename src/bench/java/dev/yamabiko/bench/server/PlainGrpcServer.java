package dev.yamabiko.bench.server;

import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The baseline without a design: a vertx-grpc server as its guide shows one. Each instance has its subscribers; a
 * record goes to every instance over the event bus, inside a process by reference, which writes it, as a message, to
 * each of its subscribers. A writer waits while a subscriber's queue is full; one of another node for credit. Nothing
 * is stored.
 */
public final class PlainGrpcServer extends VerticleBase {

    private static final String RECORDS = "records";
    private static final DeliveryOptions ENTRY = new DeliveryOptions().setCodecName(EntryCodec.NAME);
    private static final ServiceMethod<LogStreamRequest, LogEntry> STREAM = ServiceMethod.server(
            ServiceName.create("log.v1", "LogService"),
            "StreamLogs",
            GrpcMessageEncoder.encoder(),
            GrpcMessageDecoder.decoder(LogStreamRequest.newBuilder()));
    private static final ServiceMethod<LogEntry, LogCollectionResult> COLLECT = ServiceMethod.server(
            ServiceName.create("datacollection.v1", "DataCollectionService"),
            "CollectLogs",
            GrpcMessageEncoder.encoder(),
            GrpcMessageDecoder.decoder(LogEntry.newBuilder()));

    private final int port;
    private final Set<Object> full;
    private final Set<Runnable> waiting;
    private final boolean clustered;
    private final List<GrpcServerResponse<LogStreamRequest, LogEntry>> subscribers = new ArrayList<>();
    private BusCredit credit;

    /**
     * One instance.
     *
     * @param full the subscribers of all instances that take nothing at the moment
     * @param waiting what lets the writers of all instances go on
     * @param clustered readers are on another node than writers
     */
    private PlainGrpcServer(int port, Set<Object> full, Set<Runnable> waiting, boolean clustered) {
        this.port = port;
        this.full = full;
        this.waiting = waiting;
        this.clustered = clustered;
    }

    /** {@code <port> [<cluster.xml>]}: an instance for each processor. */
    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        int instances = Runtime.getRuntime().availableProcessors();
        Set<Object> full = ConcurrentHashMap.newKeySet();
        Set<Runnable> waiting = ConcurrentHashMap.newKeySet();
        boolean clustered = arguments.length > 1;
        Vertx vertx = clustered ? BusCluster.join(Path.of(arguments[1])) : Vertx.vertx();
        vertx.eventBus().registerCodec(new EntryCodec());
        vertx.deployVerticle(
                        () -> new PlainGrpcServer(port, full, waiting, clustered),
                        new DeploymentOptions().setInstances(instances))
                .await();
        System.out.println("ready on " + port);
    }

    @Override
    public Future<HttpServer> start() {
        credit = new BusCredit(vertx.eventBus(), clustered);
        Future<Void> listening = vertx.eventBus()
                .<LogEntry>consumer(RECORDS, message -> deliver(message.body()))
                .completion();
        GrpcServer grpc =
                GrpcServer.server(vertx).callHandler(STREAM, this::stream).callHandler(COLLECT, this::collect);
        return Future.all(listening, credit.start(this::writersGoOn))
                .compose(v -> vertx.createHttpServer().requestHandler(grpc).listen(port, "127.0.0.1"));
    }

    private void stream(GrpcServerRequest<LogStreamRequest, LogEntry> request) {
        request.handler(wanted -> subscribers.add(request.response()));
    }

    private void deliver(LogEntry entry) {
        if (!subscribers.isEmpty()) {
            subscribers.forEach(to -> deliver(to, entry));
            credit.delivered();
            credit.settle(full.isEmpty());
        }
    }

    private void deliver(GrpcServerResponse<LogStreamRequest, LogEntry> subscriber, LogEntry entry) {
        subscriber.write(entry);
        if (subscriber.writeQueueFull() && full.add(subscriber)) {
            subscriber.drainHandler(drained -> {
                full.remove(subscriber);
                credit.settle(full.isEmpty());
                writersGoOn();
            });
        }
    }

    private void writersGoOn() {
        if (full.isEmpty()) {
            waiting.forEach(Runnable::run);
        }
    }

    private void collect(GrpcServerRequest<LogEntry, LogCollectionResult> request) {
        LogCollectionResult.Builder result = LogCollectionResult.newBuilder();
        Runnable resume = () -> context.runOnContext(v -> {
            if (!credit.usedUp()) {
                request.resume();
            }
        });
        waiting.add(resume);
        request.handler(entry -> {
            result.setIndexedCount(result.getIndexedCount() + 1);
            vertx.eventBus().publish(RECORDS, entry, ENTRY);
            credit.sent();
            if (!full.isEmpty() || credit.usedUp()) {
                request.pause();
            }
        });
        request.endHandler(v -> {
            waiting.remove(resume);
            request.response().end(result.build());
        });
    }
}
