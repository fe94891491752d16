package dev.yamabiko.service.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.StreamLimits;
import dev.yamabiko.support.ManualClock;
import dev.yamabiko.support.Records;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Log lines from any verticle, without gRPC: what {@link LogVerticle} answers on the event bus. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 20, timeUnit = TimeUnit.SECONDS)
class LogVerticleTest {

    private static final long NOW = 1_700_000_000_123L;

    private final ManualClock clock = new ManualClock(NOW);
    private MemoryJournal journal;
    private Appender appender;

    @BeforeEach
    void deploy(Vertx vertx, VertxTestContext context) {
        journal = new MemoryJournal(vertx, new JournalBounds(1 << 20, 0, 10), clock, new Random(1));
        appender = new Appender(vertx, journal, new LocalRelay(vertx), StreamLimits.DEFAULT, new Gauges());
        vertx.deployVerticle(new LogVerticle(appender, clock)).onComplete(context.succeedingThenComplete());
    }

    @Test
    void shouldTakeALineFromAnotherVerticle(Vertx vertx, VertxTestContext context) {
        // Given
        JsonObject line = new JsonObject()
                .put("timestamp", 5)
                .put("level", "warn")
                .put("application", "billing")
                .put("message", "card refused")
                .put("source_file", "Cards.java")
                .put("line_number", 42)
                .put("fields", new JsonObject().put("user", "ann").put("tries", 3));

        // When
        vertx.deployVerticle(new Sender(line))
                .compose(id -> entries("billing"))

                // Then
                .onComplete(context.succeeding(entries -> context.verify(() -> {
                    assertThat(entries)
                            .containsExactly(LogEntry.newBuilder()
                                    .setTimestamp(5)
                                    .setLevel("WARN")
                                    .setApplication("billing")
                                    .setMessage("card refused")
                                    .setSourceFile("Cards.java")
                                    .setLineNumber(42)
                                    .putFields("user", "ann")
                                    .putFields("tries", "3")
                                    .setOffset(1)
                                    .build());
                    context.completeNow();
                })));
    }

    /** A verticle that logs one line, and has started when the line is kept. */
    private static final class Sender extends VerticleBase {
        private final JsonObject line;

        Sender(JsonObject line) {
            this.line = line;
        }

        @Override
        public Future<?> start() {
            return vertx.eventBus().request(LogVerticle.ADDRESS, line);
        }
    }

    @Test
    void shouldAnswerWithTheOffsetOfEachLine(Vertx vertx, VertxTestContext context) {
        JsonObject line = new JsonObject().put("application", "a").put("message", "m");

        send(vertx, line)
                .compose(first -> send(vertx, line).map(second -> List.of(first, second)))
                .compose(offsets -> send(vertx, line.copy().put("application", "b"))
                        .map(other -> List.of(offsets.get(0), offsets.get(1), other)))
                .onComplete(context.succeeding(offsets -> context.verify(() -> {
                    assertThat(offsets).containsExactly(1L, 2L, 1L);
                    context.completeNow();
                })));
    }

    @Test
    void shouldKeepALineOnceHoweverOftenItIsSentWithItsKey(Vertx vertx, VertxTestContext context) {
        JsonObject line = new JsonObject().put("application", "a").put("message", "m");
        DeliveryOptions keyed = new DeliveryOptions().addHeader("idempotency-key", "k1");

        send(vertx, line, keyed)
                .compose(first -> send(vertx, line).compose(other -> send(vertx, line, keyed)))
                .compose(again -> entries("a").map(entries -> List.of(again, (long) entries.size())))
                .onComplete(context.succeeding(seen -> context.verify(() -> {
                    assertThat(seen).containsExactly(1L, 2L);
                    context.completeNow();
                })));
    }

    @Test
    void shouldRefuseAKeyThatCannotBe(Vertx vertx, VertxTestContext context) {
        JsonObject line = new JsonObject().put("application", "a").put("message", "m");

        send(vertx, line, new DeliveryOptions().addHeader("idempotency-key", "a b"))
                .onComplete(context.failing(error -> context.verify(() -> {
                    assertThat(((ReplyException) error).failureCode()).isEqualTo(LogVerticle.INVALID);
                    context.completeNow();
                })));
    }

    @Test
    void shouldTakeAnEncodedEntry(Vertx vertx, VertxTestContext context) {
        LogEntry entry =
                LogEntry.newBuilder().setApplication("a").setMessage("m").build();

        send(vertx, Buffer.buffer(entry.toByteArray()))
                .compose(offset -> entries("a"))
                .onComplete(context.succeeding(entries -> context.verify(() -> {
                    assertThat(entries)
                            .containsExactly(entry.toBuilder()
                                    .setTimestamp(NOW)
                                    .setLevel("INFO")
                                    .setOffset(1)
                                    .build());
                    context.completeNow();
                })));
    }

    @Test
    void shouldTakeNullForNothing(Vertx vertx, VertxTestContext context) {
        JsonObject line = new JsonObject()
                .put("application", "a")
                .putNull("timestamp")
                .putNull("level")
                .putNull("message")
                .putNull("source_file")
                .putNull("line_number")
                .putNull("fields");

        send(vertx, line).onComplete(context.succeedingThenComplete());
    }

    static List<Object> invalid() {
        JsonObject good = new JsonObject().put("application", "a").put("message", "m");
        return List.of(
                new JsonObject(),
                good.copy().put("application", "a\nb"),
                good.copy().put("level", "LOUD"),
                good.copy().put("timestamp", -1),
                good.copy().put("timestamp", "yesterday"),
                good.copy().put("line_number", 1L << 32),
                good.copy().put("fields", "none"),
                good.copy().put("fields", new JsonObject().put("", "v")),
                Buffer.buffer("no protobuf"),
                Buffer.buffer(),
                new JsonArray(),
                "text",
                7);
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void shouldFailWithACodeForAnInvalidLine(Object body, Vertx vertx, VertxTestContext context) {
        send(vertx, body)
                .onComplete(context.failing(error -> context.verify(() -> {
                    assertThat(error).isInstanceOf(ReplyException.class).hasMessageNotContaining("null");
                    assertThat(((ReplyException) error).failureCode()).isEqualTo(LogVerticle.INVALID);
                    context.completeNow();
                })));
    }

    @Test
    void shouldFailWithACodeWhenTheLineCannotBeStored(Vertx vertx, VertxTestContext context) {
        appender.drain()
                .compose(v -> send(vertx, new JsonObject().put("application", "a")))
                .onComplete(context.failing(error -> context.verify(() -> {
                    assertThat(((ReplyException) error).failureCode()).isEqualTo(LogVerticle.UNAVAILABLE);
                    context.completeNow();
                })));
    }

    @Test
    void shouldKeepTheHubsOwnLines(Vertx vertx, VertxTestContext context) {
        // Given
        Logger logger = (Logger) LoggerFactory.getLogger("dev.yamabiko.test");
        HubLogAppender own = new HubLogAppender(vertx, "node-1");
        own.setContext(logger.getLoggerContext());
        own.start();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(own);

        // When
        logger.info("journal opened path={}", "somewhere");
        logger.detachAppender(own);
        logger.error("not heard any more");

        // Then: lines of one sender arrive in order
        send(vertx, new JsonObject().put("application", "hub").put("message", "last"))
                .compose(offset -> entries("hub"))
                .onComplete(context.succeeding(entries -> context.verify(() -> {
                    assertThat(entries)
                            .extracting(LogEntry::getMessage)
                            .containsExactly("journal opened path=somewhere", "last");
                    assertThat(entries.get(0).getFieldsMap())
                            .containsEntry("node", "node-1")
                            .containsEntry("logger", "dev.yamabiko.test")
                            .containsKey("thread");
                    context.completeNow();
                })));
    }

    private static Future<Long> send(Vertx vertx, Object body) {
        return send(vertx, body, new DeliveryOptions());
    }

    private static Future<Long> send(Vertx vertx, Object body, DeliveryOptions options) {
        return vertx.eventBus()
                .<Long>request(LogVerticle.ADDRESS, body, options)
                .map(reply -> reply.body());
    }

    private Future<List<LogEntry>> entries(String application) {
        return journal.read(LogTopics.of(application), 1, Long.MAX_VALUE, Integer.MAX_VALUE)
                .map(Records::entries);
    }
}
