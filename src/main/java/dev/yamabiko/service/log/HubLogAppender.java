package dev.yamabiko.service.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends the hub's own log lines, as application {@value #APPLICATION}, where every other entry goes. Bounded: with
 * {@value #MAX_IN_FLIGHT} lines on their way, further ones are left to the console alone, and the next one says how
 * many. Thread-safe.
 */
public final class HubLogAppender extends AppenderBase<ILoggingEvent> {

    /** What the hub calls itself in its own logs. */
    public static final String APPLICATION = "hub";

    private static final int MAX_IN_FLIGHT = 1_000;

    private final Vertx vertx;
    private final String node;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();

    /** Sends over the event bus; {@code node} marks the lines. */
    public HubLogAppender(Vertx vertx, String node) {
        this.vertx = vertx;
        this.node = node;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (inFlight.incrementAndGet() > MAX_IN_FLIGHT) {
            inFlight.decrementAndGet();
            left.incrementAndGet();
            return;
        }
        JsonObject fields = new JsonObject()
                .put("node", node)
                .put("logger", event.getLoggerName())
                .put("thread", event.getThreadName());
        int missing = left.getAndSet(0);
        if (missing > 0) {
            fields.put("left_out_before", missing);
        }
        JsonObject entry = new JsonObject()
                .put("timestamp", event.getTimeStamp())
                .put("level", event.getLevel().toString())
                .put("application", APPLICATION)
                .put("message", event.getFormattedMessage())
                .put("fields", fields);
        vertx.eventBus()
                .<Long>request(LogVerticle.ADDRESS, entry, new DeliveryOptions().setLocalOnly(true))
                .onComplete(done -> inFlight.decrementAndGet());
    }
}
