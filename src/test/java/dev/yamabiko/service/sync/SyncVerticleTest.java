package dev.yamabiko.service.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.node.Node;
import dev.yamabiko.proto.sync.v1.SyncRequest;
import dev.yamabiko.service.fold.Departures;
import dev.yamabiko.service.fold.Footing;
import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.StreamLimits;
import dev.yamabiko.support.FakeNodes;
import dev.yamabiko.support.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that other verticles set, delete and read over the event bus. */
@ExtendWith(VertxExtension.class)
@Timeout(30)
class SyncVerticleTest {

    private static final SyncLimits LIMITS = new SyncLimits(2, 1_000, 100, 4, 4, 100);

    @BeforeEach
    void deploy(Vertx vertx, VertxTestContext context) {
        ManualClock clock = new ManualClock(1_000);
        MemoryJournal journal = new MemoryJournal(vertx, new JournalBounds(1 << 20, 0, 10), clock, new Random(1));
        Gauges gauges = new Gauges();
        LocalRelay relay = new LocalRelay(vertx);
        Appender appender = new Appender(vertx, journal, relay, StreamLimits.DEFAULT, gauges);
        Departures departures = new Departures(new FakeNodes(FakeNodes.node("self", Node.State.SERVING)), clock, 1_000);
        SharedMaps maps = new SharedMaps(
                new Footing(vertx, journal, appender, relay, clock), "self", departures, LIMITS, 1 << 20, 100, gauges);
        vertx.deployVerticle(new SyncVerticle(maps)).onComplete(context.succeedingThenComplete());
    }

    @Test
    void shouldSetReadCompareAndDelete(Vertx vertx, VertxTestContext context) {
        ask(vertx, json("set", "a").put("value", "1"))
                .compose(set -> {
                    context.verify(() -> assertThat(set).isEqualTo(new JsonObject("{\"version\": 1}")));
                    return ask(vertx, json("get", "a"));
                })
                .compose(got -> {
                    context.verify(
                            () -> assertThat(got).isEqualTo(new JsonObject("{\"version\": 1, \"value\": \"1\"}")));
                    return ask(vertx, json("set", "a").put("value", "2").put("if_version", 7));
                })
                .compose(conflict -> {
                    context.verify(() -> assertThat(conflict)
                            .isEqualTo(new JsonObject(
                                    "{\"version\": 1, \"value\": \"1\", \"reason\": \"VERSION_CONFLICT\"}")));
                    return ask(vertx, json("delete", "a").put("if_version", 1));
                })
                .compose(deleted -> {
                    context.verify(() -> assertThat(deleted).isEqualTo(new JsonObject("{\"version\": 2}")));
                    return ask(vertx, json("get", "a"));
                })
                .onComplete(context.succeeding(gone -> context.verify(() -> {
                    assertThat(gone).isEqualTo(new JsonObject("{\"version\": 0}"));
                    context.completeNow();
                })));
    }

    @Test
    void shouldTakeAnEncodedRequest(Vertx vertx, VertxTestContext context) {
        SyncRequest set =
                Requests.set("c", "a", "1").setClientId("me").setRequestId(5).build();

        ask(vertx, Buffer.buffer(set.toByteArray()))
                .compose(first -> ask(vertx, Buffer.buffer(set.toByteArray())))
                .onComplete(context.succeeding(again -> context.verify(() -> {
                    assertThat(again.getLong("version")).isEqualTo(1);
                    context.completeNow();
                })));
    }

    @Test
    void shouldSayThatACollectionIsFull(Vertx vertx, VertxTestContext context) {
        ask(vertx, json("set", "a"))
                .compose(first -> ask(vertx, json("set", "b")))
                .compose(second -> ask(vertx, json("set", "c")))
                .onComplete(context.failing(error -> context.verify(() -> {
                    assertThat(((ReplyException) error).failureCode()).isEqualTo(SyncVerticle.FULL);
                    context.completeNow();
                })));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"operation\": \"watch\", \"collection\": \"c\"}",
                "{\"operation\": \"set\", \"collection\": \"c\"}",
                "{\"operation\": \"set\", \"collection\": \"\", \"key\": \"a\"}",
                "{\"operation\": \"set\", \"collection\": \"c\", \"key\": \"a\", \"ttl_ms\": -1}",
                "{\"operation\": \"delete\", \"collection\": \"c\", \"key\": \"a\", \"if_version\": \"x\"}"
            })
    void shouldRefuseWhatBreaksARule(String json, Vertx vertx, VertxTestContext context) {
        ask(vertx, new JsonObject(json))
                .onComplete(context.failing(error -> context.verify(() -> {
                    assertThat(((ReplyException) error).failureCode()).isEqualTo(SyncVerticle.INVALID);
                    context.completeNow();
                })));
    }

    private static JsonObject json(String operation, String key) {
        return new JsonObject()
                .put("operation", operation)
                .put("collection", "c")
                .put("key", key);
    }

    private static Future<JsonObject> ask(Vertx vertx, Object request) {
        return vertx.eventBus()
                .<JsonObject>request(SyncVerticle.ADDRESS, request)
                .map(Message::body);
    }
}
