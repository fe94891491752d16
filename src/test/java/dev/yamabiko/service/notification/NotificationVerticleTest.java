package dev.yamabiko.service.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.notification.v1.SendNotificationRequest;
import dev.yamabiko.service.fold.Footing;
import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.StreamLimits;
import dev.yamabiko.support.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Notifications from any verticle, without gRPC: what {@link NotificationVerticle} answers on the event bus. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 20, timeUnit = TimeUnit.SECONDS)
class NotificationVerticleTest {

    private final ManualClock clock = new ManualClock(1_000);
    private Queues queues;

    @BeforeEach
    void deploy(Vertx vertx, VertxTestContext context) {
        MemoryJournal journal = new MemoryJournal(vertx, new JournalBounds(1 << 20, 0, 10), clock, new Random(1));
        Gauges gauges = new Gauges();
        LocalRelay relay = new LocalRelay(vertx);
        Appender appender = new Appender(vertx, journal, relay, StreamLimits.DEFAULT, gauges);
        Footing footing = new Footing(vertx, journal, appender, relay, clock);
        queues = new Queues(footing, new QueueRules(2, Overflow.REFUSE, 0), 100, 100, gauges);
        vertx.deployVerticle(new NotificationVerticle(new NotificationSender(queues, clock, new Random(2))))
                .onComplete(context.succeedingThenComplete());
    }

    @Test
    void shouldTakeANotificationFromAnotherVerticle(Vertx vertx, VertxTestContext context) {
        JsonObject notification = to("ann", "bob")
                .put("title", "Hello")
                .put("message", "there")
                .put("priority", 7)
                .put("metadata", new JsonObject().put("tries", 3));

        send(vertx, notification, "")
                .compose(reply -> queues.look("bob").map(queue -> {
                    context.verify(() -> {
                        assertThat(reply.getInteger("queued")).isEqualTo(2);
                        assertThat(reply.getJsonArray("refused")).isEmpty();
                        assertThat(reply.getString("notification_id")).isNotEmpty();
                        assertThat(queue.pending()).isEqualTo(1);
                    });
                    return queue;
                }))
                .onComplete(context.succeedingThenComplete());
    }

    @Test
    void shouldKeepWhatIsSentAgainOnce(Vertx vertx, VertxTestContext context) {
        Buffer bytes = Buffer.buffer(SendNotificationRequest.newBuilder()
                .addUserIds("ann")
                .setType("mail")
                .build()
                .toByteArray());

        send(vertx, bytes, "k")
                .compose(first -> send(vertx, bytes, "k"))
                .compose(again -> queues.look("ann"))
                .onComplete(context.succeeding(queue -> context.verify(() -> {
                    assertThat(queue.pending()).isEqualTo(1);
                    context.completeNow();
                })));
    }

    @Test
    void shouldSayThatAQueueIsFull(Vertx vertx, VertxTestContext context) {
        send(vertx, to("ann"), "")
                .compose(first -> send(vertx, to("ann"), ""))
                .compose(second -> send(vertx, to("ann", "bob"), ""))
                .onComplete(context.succeeding(third -> context.verify(
                        () -> assertThat(third.getJsonArray("refused")).containsExactly("ann"))))
                .compose(third -> send(vertx, to("ann"), ""))
                .onComplete(context.failing(error -> context.verify(() -> {
                    assertThat(((ReplyException) error).failureCode()).isEqualTo(NotificationVerticle.FULL);
                    context.completeNow();
                })));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"user_ids\": [\"ann\"]}",
                "{\"user_ids\": [\"ann\"], \"type\": \"t\", \"priority\": 101}",
                "{\"user_ids\": [\"ann\"], \"type\": \"t\", \"priority\": 99999999999}",
                "{\"user_ids\": \"ann\", \"type\": \"t\"}",
                "{\"user_ids\": [\"ann\"], \"to_all\": true, \"type\": \"t\"}"
            })
    void shouldRefuseWhatBreaksARule(String json, Vertx vertx, VertxTestContext context) {
        send(vertx, new JsonObject(json), "")
                .onComplete(context.failing(error -> context.verify(() -> {
                    assertThat(((ReplyException) error).failureCode()).isEqualTo(NotificationVerticle.INVALID);
                    context.completeNow();
                })));
    }

    @Test
    void shouldRefuseWhatIsNoNotification(Vertx vertx, VertxTestContext context) {
        send(vertx, "text", "")
                .onComplete(context.failing(error -> context.verify(() -> {
                    assertThat(error).hasMessage("body: neither JsonObject nor Buffer");
                    context.completeNow();
                })));
    }

    private static JsonObject to(String... users) {
        return new JsonObject()
                .put("user_ids", new JsonArray(java.util.List.of(users)))
                .put("type", "mail");
    }

    private static Future<JsonObject> send(Vertx vertx, Object body, String key) {
        DeliveryOptions options = new DeliveryOptions();
        if (!key.isEmpty()) {
            options.addHeader("idempotency-key", key);
        }
        return vertx.eventBus()
                .<JsonObject>request(NotificationVerticle.ADDRESS, body, options)
                .map(Message::body);
    }
}
