package dev.yamabiko.stream;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.tracing.TracingPolicy;

/**
 * Carries blocks between the event loops of one process, over the event bus and by reference: one task per event loop
 * and block. What an event loop finds waiting is delivered together, small blocks joined. Thread-safe.
 */
public final class LocalRelay implements Relay {

    /** The event-bus address blocks are published on. */
    public static final String ADDRESS = "yamabiko.blocks";

    private static final String CODEC = "yamabiko-block-by-reference";

    private final Vertx vertx;
    private final DeliveryOptions options =
            new DeliveryOptions().setLocalOnly(true).setCodecName(CODEC).setTracingPolicy(TracingPolicy.IGNORE);

    /** Registers the codec with the event bus: once per Vert.x. */
    public LocalRelay(Vertx vertx) {
        this.vertx = vertx;
        vertx.eventBus().registerCodec(new ByReference());
    }

    @Override
    public void publish(Block block) {
        vertx.eventBus().publish(ADDRESS, block, options);
    }

    @Override
    public Runnable reads(Selection selection) {
        return () -> {};
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
