package dev.yamabiko.service.editor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.fold.FoldBounds;
import dev.yamabiko.service.fold.Footing;
import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.StreamLimits;
import dev.yamabiko.support.HeldJournal;
import dev.yamabiko.support.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
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
import org.junit.jupiter.params.provider.CsvSource;

/** Edits from any verticle, without gRPC: what {@link EditorVerticle} answers on the event bus. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 20, timeUnit = TimeUnit.SECONDS)
class EditorVerticleTest {

    private final ManualClock clock = new ManualClock(1_000);
    private HeldJournal journal;
    private EditorShare share;

    @BeforeEach
    void deploy(Vertx vertx, VertxTestContext context) {
        journal = new HeldJournal(new MemoryJournal(vertx, new JournalBounds(1 << 20, 0, 10), clock, new Random(1)));
        Gauges gauges = new Gauges();
        LocalRelay relay = new LocalRelay(vertx);
        Appender appender = new Appender(vertx, journal, relay, StreamLimits.DEFAULT, gauges);
        share = new EditorShare(
                new Footing(vertx, journal, appender, relay, clock),
                new EditorSettings(
                        new DocumentRules(100, 10),
                        new EditorLimits(10, 20, 10),
                        10,
                        new FoldBounds("documents", 1 << 20, 100)),
                Permissions.EVERYTHING,
                error -> {
                    throw new AssertionError(error);
                },
                gauges);
        vertx.deployVerticle(new EditorVerticle(share)).onComplete(context.succeedingThenComplete());
    }

    @Test
    void shouldEditForAnotherVerticleAndDoARetryOnce(Vertx vertx, VertxTestContext context) {
        JsonObject delete = edit(2, 1, new JsonObject().put("retain", 1), new JsonObject().put("delete", 2));

        send(vertx, edit(1, 0, new JsonObject().put("insert", "a😀b")))
                .compose(first -> send(vertx, delete))
                .compose(second -> send(vertx, delete))
                .compose(again -> share.look("tea", new Author("bot", "bot")).map(view -> {
                    context.verify(() -> {
                        assertThat(again.getLong("revision")).isEqualTo(2);
                        assertThat(view.text().toString()).isEqualTo("a");
                        assertThat(view.lastSequence()).isEqualTo(2);
                    });
                    return view;
                }))
                .onComplete(context.succeedingThenComplete());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "revision|5|409|REVISION_UNKNOWN: revision: 5 (expected: at most 0)",
                "revision|-1|400|revision: -1 (expected: 0 to 9223372036854775807)",
                "sequence|0|400|sequence: 0 (expected: 1 to 9223372036854775807)",
                "document_id|''|400|document_id: 0 bytes (expected: 1 to 128, no control character)",
                "client_id|'a b'|400|'client_id: 3 characters (expected: 1 to 128, visible ASCII alone)'"
            })
    void shouldSayWhatIsWrong(
            String field, String value, int code, String message, Vertx vertx, VertxTestContext context) {
        Object wrong = value.matches("-?\\d+") ? Long.valueOf(value) : value;

        send(vertx, edit(1, 0, new JsonObject().put("insert", "a")).put(field, wrong))
                .onComplete(context.failing(error -> context.verify(() -> {
                    assertThat(((ReplyException) error).failureCode()).isEqualTo(code);
                    assertThat(error).hasMessage(message);
                    context.completeNow();
                })));
    }

    @Test
    void shouldRefuseHalfOfASurrogatePair(Vertx vertx, VertxTestContext context) {
        send(vertx, edit(1, 0, new JsonObject().put("insert", "a\uD83D")))
                .onComplete(context.failing(error -> context.verify(() -> {
                    assertThat(((ReplyException) error).failureCode()).isEqualTo(EditorVerticle.INVALID);
                    assertThat(error).hasMessageContaining("operation.insert");
                    context.completeNow();
                })));
    }

    @Test
    void shouldSayWhenTheJournalTakesNothing(Vertx vertx, VertxTestContext context) {
        journal.fail(new StreamError.JournalUnavailable("journal: away"));

        send(vertx, edit(1, 0, new JsonObject().put("insert", "a")))
                .onComplete(context.failing(error -> context.verify(() -> {
                    assertThat(((ReplyException) error).failureCode()).isEqualTo(EditorVerticle.UNAVAILABLE);
                    context.completeNow();
                })));
    }

    private static Future<JsonObject> send(Vertx vertx, JsonObject edit) {
        return vertx.eventBus()
                .<JsonObject>request(EditorVerticle.ADDRESS, edit)
                .map(Message::body);
    }

    private static JsonObject edit(long sequence, long revision, JsonObject... operation) {
        JsonArray steps = new JsonArray();
        for (JsonObject step : operation) {
            steps.add(step);
        }
        return new JsonObject()
                .put("document_id", "tea")
                .put("client_id", "bot")
                .put("user_id", "bot")
                .put("sequence", sequence)
                .put("revision", revision)
                .put("operation", steps);
    }
}
