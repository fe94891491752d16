package dev.yamabiko.cluster;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.tracing.TracingPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event bus as nodes use it for each other: one address each, packets in order, any of which may be lost. Sending
 * is thread-safe; packets arrive on the context that listens.
 */
final class Post {

    private static final Logger LOG = LoggerFactory.getLogger(Post.class);

    private final EventBus bus;
    private final String address;
    private final DeliveryOptions options =
            new DeliveryOptions().setCodecName(PacketCodec.NAME).setTracingPolicy(TracingPolicy.IGNORE);
    private @Nullable MessageConsumer<Packet> inbox;

    /** Registers the codec with the event bus: once per Vert.x. No object crosses it but packets. */
    Post(Vertx vertx, String node) {
        this.bus = vertx.eventBus();
        this.address = Membership.address(node);
        bus.registerCodec(new PacketCodec());
        bus.serializableChecker(name -> false);
        bus.clusterSerializableChecker(name -> false);
    }

    /** Delivers packets on the current context from now on. */
    Future<Void> listen(Handler<Packet> reader) {
        MessageConsumer<Packet> consumer = bus.consumer(address, message -> receive(message, reader));
        inbox = consumer;
        return consumer.completion();
    }

    /** Loses the packet if it cannot go: a connection that closes meanwhile may throw (vertx-core 5.0.12). */
    void send(String node, Packet packet) {
        try {
            bus.send(Membership.address(node), packet, options);
        } catch (IllegalStateException closing) {
            LOG.debug("packet lost node={} error={}", node, closing.getMessage());
        }
    }

    /** Complete when the packet is on its way. */
    Future<Void> write(String node, Packet packet) {
        try {
            return bus.<Packet>sender(Membership.address(node), options).write(packet);
        } catch (IllegalStateException closing) {
            return Future.failedFuture(closing);
        }
    }

    /** Delivers no more. */
    Future<Void> close() {
        return inbox == null ? Future.succeededFuture() : inbox.unregister();
    }

    private static void receive(Message<Packet> message, Handler<Packet> reader) {
        Packet packet;
        try {
            packet = message.body();
        } catch (IndexOutOfBoundsException | IllegalArgumentException malformed) {
            LOG.warn("packet refused error={}", malformed.getMessage());
            return;
        }
        reader.handle(packet);
    }
}
