package dev.yamabiko.service.metric;

import dev.yamabiko.proto.metrics.v1.Metric;
import dev.yamabiko.service.BusBody;
import dev.yamabiko.service.JsonFields;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.ServiceError.Violation;
import dev.yamabiko.service.Times;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Relay;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.latest.LatestSource;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this node's series, and publishes them once a second: measured anew if anybody watches, whoever and however
 * many they are, on whatever node.
 *
 * <p>Takes values from any verticle of this node, without gRPC. Send to {@value #ADDRESS} a {@link JsonObject} with the
 * fields of {@code metrics.v1.Metric} ({@code name}, {@code value}, {@code labels}, {@code type}: {@code COUNTER},
 * {@code GAUGE} or {@code HISTOGRAM}, {@code timestamp} in milliseconds), or the bytes of an encoded {@code Metric} as
 * a buffer; the reply is empty, or a failure with code {@value #INVALID} or {@value #FULL}.
 */
public final class MetricVerticle extends VerticleBase {

    /** The event-bus address values are sent to. */
    public static final String ADDRESS = "yamabiko.metrics.record";

    /** Failure code: the value breaks a rule. */
    public static final int INVALID = 400;

    /** Failure code: there is no room for another series. */
    public static final int FULL = 429;

    private static final long TICK_MS = 1_000;

    private final MetricShare share;
    private final Clock clock;
    private final Sampler machine;
    private final Sampler hub;
    private final LatestSource source;
    private final SeriesStore store;
    private final LongAdder samplings;
    private final LongAdder values;
    private final LongAdder series;
    private final LongAdder refused;
    private final MetricScan scan = new MetricScan();
    private Set<String> sampled = new HashSet<>();
    private @Nullable WorkerExecutor worker;
    private @Nullable MessageConsumer<Object> consumer;
    private boolean sampling;

    /**
     * Publishes through the relay.
     *
     * @param machine what measures the machine, on a thread that may be blocked
     * @param hub what measures the hub, on the event loop
     * @param expiryMs how long a series stays without a new value
     */
    MetricVerticle(
            MetricShare share, Relay relay, Clock clock, Gauges gauges, Sampler machine, Sampler hub, long expiryMs) {
        this.share = share;
        this.clock = clock;
        this.machine = machine;
        this.hub = hub;
        this.source = new LatestSource(relay, MetricShare.TOPIC, clock);
        this.store = new SeriesStore(share.book(), source, expiryMs);
        this.samplings = gauges.of("metric_samplings");
        this.values = gauges.of("metric_values");
        this.series = gauges.of("metric_series");
        this.refused = gauges.of("metric_values_refused");
    }

    @Override
    public Future<?> start() {
        worker = vertx.createSharedWorkerExecutor("yamabiko-metrics", 1);
        vertx.setPeriodic(TICK_MS, timer -> tick());
        consumer = vertx.eventBus().localConsumer(ADDRESS, this::received);
        share.keepWith(recorded -> context.runOnContext(v -> keep(recorded)));
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return Future.join(
                consumer == null ? Future.succeededFuture() : consumer.unregister(),
                worker == null ? Future.succeededFuture() : worker.close());
    }

    /** A sampling that takes longer than a tick delays the next one, and no recorded value. */
    private void tick() {
        store.publish();
        store.expire(clock.millis());
        series.add(store.size() - series.sum());
        WorkerExecutor thread = worker;
        if (source.isRead() && !sampling && thread != null) {
            sampling = true;
            samplings.increment();
            thread.executeBlocking(this::sample).onComplete(done -> {
                sampling = false;
                if (done.succeeded()) {
                    publish(done.result());
                }
            });
        } else {
            source.flush();
        }
    }

    private Samples sample() {
        Samples samples = new Samples();
        machine.sample(samples);
        return samples;
    }

    private void publish(Samples samples) {
        hub.sample(samples);
        long now = clock.millis();
        Set<String> keys = new HashSet<>();
        for (Samples.Sample sample : samples.all()) {
            OwnMetric metric = sample.metric();
            SeriesId id = SeriesId.of(
                    metric.title(), metric.type(), sample.labels(), share.book().node());
            keys.add(id.key());
            source.put(id.key(), id.point(sample.value(), now));
        }
        sampled.stream().filter(key -> !keys.contains(key)).forEach(source::remove);
        sampled = keys;
        source.flush();
    }

    private void keep(List<Recorded> recorded) {
        for (Recorded some : recorded) {
            try {
                store.add(some, clock.millis());
                values.add(some.values().count());
            } catch (StreamError.LimitReached full) {
                refused.add(some.values().count());
            }
        }
        series.add(store.size() - series.sum());
    }

    private void received(Message<Object> message) {
        try {
            keep(List.of(recorded(BusBody.encoded(message.body(), MetricVerticle::metric))));
            message.reply(null);
        } catch (StreamError.LimitReached full) {
            message.fail(FULL, full.getMessage());
        } catch (ServiceError | ClassCastException | IllegalArgumentException invalid) {
            message.fail(INVALID, invalid.getMessage());
        }
    }

    private Recorded recorded(byte[] metric) {
        Violation broken = scan.scan(metric, 0, metric.length, clock.millis());
        broken = broken == null ? MetricRules.name("name", scan.name()) : broken;
        broken = broken == null ? MetricRules.labels("labels", scan.labels(), MetricRules.MAX_LABELS) : broken;
        if (broken != null) {
            throw new ServiceError.InvalidRequest(List.of(broken));
        }
        SeriesId id = SeriesId.of(
                scan.name(), scan.type(), scan.labels(), share.book().node());
        share.book().admit(List.of(id));
        Delta delta = new Delta(id);
        delta.add(scan.value(), scan.time());
        return delta.take();
    }

    private static Metric metric(JsonObject json) {
        String type = JsonFields.text(json, "type");
        Metric.Builder metric = Metric.newBuilder()
                .setName(JsonFields.text(json, "name"))
                .setValue(JsonFields.real(json, "value"))
                .setType(Metric.Type.valueOf("TYPE_" + (type.isEmpty() ? "UNSPECIFIED" : type)))
                .putAllLabels(JsonFields.texts(json, "labels"));
        Long time = json.getLong("timestamp");
        return time == null
                ? metric.build()
                : metric.setTimestamp(Times.timestamp(time)).build();
    }
}
