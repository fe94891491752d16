package dev.yamabiko.stream;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Carries blocks between the event loops of one process, over the event bus and by reference: one task per block and
 * event loop that wants it. What an event loop finds waiting is delivered together, small blocks joined. Thread-safe.
 */
public final class LocalRelay implements Relay {

    /** How the event-bus addresses of those that listen begin. */
    private static final String ADDRESS = "yamabiko.blocks.";

    private static final Set<String> SELF = Set.of("");
    private static final String LATEST_ADDRESS = "yamabiko.latest";
    private static final String CODEC = "yamabiko-block-by-reference";

    private final Vertx vertx;
    private final Map<Topic, Integer> latestReaders = new ConcurrentHashMap<>();
    private final List<Ear> ears = new CopyOnWriteArrayList<>();
    private final AtomicLong numbers = new AtomicLong();
    private final DeliveryOptions options =
            new DeliveryOptions().setLocalOnly(true).setCodecName(CODEC).setTracingPolicy(TracingPolicy.IGNORE);

    /** Where somebody listens, and for what: to wake an event loop for nothing costs more than to ask. */
    private record Ear(String address, Predicate<Topic> wanted) {}

    /** Registers the codec with the event bus: once per Vert.x. */
    public LocalRelay(Vertx vertx) {
        this.vertx = vertx;
        vertx.eventBus().registerCodec(new ByReference());
    }

    @Override
    public void publish(Block block) {
        if (block.topic().isLatest()) {
            vertx.eventBus().publish(LATEST_ADDRESS, block, options);
            return;
        }
        for (Ear ear : ears) {
            if (ear.wanted.test(block.topic())) {
                vertx.eventBus().publish(ear.address, block, options);
            }
        }
    }

    @Override
    public Runnable reads(Selection selection) {
        List<Topic> latest = selection instanceof Selection.Topics exact
                ? exact.topics().stream().filter(Topic::isLatest).toList()
                : List.of();
        latest.forEach(topic -> latestReaders.merge(topic, 1, Integer::sum));
        AtomicBoolean ended = new AtomicBoolean();
        return () -> {
            if (ended.compareAndSet(false, true)) {
                latest.forEach(topic -> latestReaders.computeIfPresent(topic, (key, n) -> n == 1 ? null : n - 1));
            }
        };
    }

    @Override
    public Set<String> readers(Topic topic) {
        return latestReaders.containsKey(topic) ? SELF : Set.of();
    }

    @Override
    public Runnable listenLatest(Handler<Block> reader) {
        return vertx.eventBus().<Block>localConsumer(LATEST_ADDRESS, message -> reader.handle(message.body()))
                ::unregister;
    }

    @Override
    public Runnable listen(Predicate<Topic> wanted, Handler<Block> reader) {
        Ear ear = new Ear(ADDRESS + numbers.incrementAndGet(), wanted);
        Context context = vertx.getOrCreateContext();
        Arrivals arrivals = new Arrivals();
        MessageConsumer<Block> consumer = vertx.eventBus().localConsumer(ear.address, message -> {
            if (arrivals.add(message.body())) {
                context.runOnContext(v -> arrivals.take().forEach(reader::handle));
            }
        });
        ears.add(ear);
        return () -> {
            ears.remove(ear);
            consumer.unregister();
        };
    }

    /** Hands the immutable block itself to each consumer. */
    private static final class ByReference implements MessageCodec<Block, Block> {

        @Override
        public Block transform(Block block) {
            return block;
        }

        @Override
        public void encodeToWire(Buffer buffer, Block block) {
            throw new UnsupportedOperationException("blocks leave the process through another relay");
        }

        @Override
        public Block decodeFromWire(int pos, Buffer buffer) {
            throw new UnsupportedOperationException("blocks enter the process through another relay");
        }

        @Override
        public String name() {
            return CODEC;
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
