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
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Carries blocks between the event loops of one process, over the event bus and by reference: one task per event loop
 * and block. What an event loop finds waiting is delivered together, small blocks joined. Thread-safe.
 */
public final class LocalRelay implements Relay {

    /** The event-bus address blocks are published on. */
    public static final String ADDRESS = "yamabiko.blocks";

    private static final Set<String> SELF = Set.of("");
    private static final String LATEST_ADDRESS = "yamabiko.latest";
    private static final String CODEC = "yamabiko-block-by-reference";

    private final Vertx vertx;
    private final Map<Topic, Integer> latestReaders = new ConcurrentHashMap<>();
    private final DeliveryOptions options =
            new DeliveryOptions().setLocalOnly(true).setCodecName(CODEC).setTracingPolicy(TracingPolicy.IGNORE);

    /** Registers the codec with the event bus: once per Vert.x. */
    public LocalRelay(Vertx vertx) {
        this.vertx = vertx;
        vertx.eventBus().registerCodec(new ByReference());
    }

    @Override
    public void publish(Block block) {
        vertx.eventBus().publish(block.topic().isLatest() ? LATEST_ADDRESS : ADDRESS, block, options);
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
    public Runnable listen(Handler<Block> reader) {
        Context context = vertx.getOrCreateContext();
        Arrivals arrivals = new Arrivals();
        MessageConsumer<Block> consumer = vertx.eventBus().localConsumer(ADDRESS, message -> {
            if (arrivals.add(message.body())) {
                context.runOnContext(v -> arrivals.take().forEach(reader::handle));
            }
        });
        return consumer::unregister;
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
