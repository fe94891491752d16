package dev.yamabiko.service.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.Times;
import dev.yamabiko.service.fold.FoldBounds;
import dev.yamabiko.service.fold.Footing;
import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.StreamLimits;
import dev.yamabiko.support.HeldJournal;
import dev.yamabiko.support.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
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

/** What other verticles say in rooms: what {@link ChatVerticle} answers on the event bus. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 20, timeUnit = TimeUnit.SECONDS)
class ChatVerticleTest {

    private final ManualClock clock = new ManualClock(1_000);
    private HeldJournal journal;

    @BeforeEach
    void deploy(Vertx vertx, VertxTestContext context) {
        journal = new HeldJournal(new MemoryJournal(vertx, new JournalBounds(1 << 20, 0, 10), clock, new Random(1)));
        Gauges gauges = new Gauges();
        LocalRelay relay = new LocalRelay(vertx);
        Appender appender = new Appender(vertx, journal, relay, StreamLimits.DEFAULT, gauges);
        ChatShare share = new ChatShare(
                new ChatShare.Ground(
                        "self",
                        node -> false,
                        new Footing(vertx, journal, appender, relay, clock),
                        new FoldBounds("chat", 100, 100),
                        Permissions.EVERYTHING,
                        error -> {
                            throw new AssertionError(error);
                        },
                        gauges,
                        new Random(2)),
                new ChatSettings(100, 10, 10, 10, 10, 1_000, 1_000, 1 << 20));
        vertx.deployVerticle(new ChatVerticle(share)).onComplete(context.succeedingThenComplete());
    }

    @Test
    void shouldSayItOnceForAnotherVerticleThatIsNotInTheRoom(Vertx vertx, VertxTestContext context) {
        JsonObject once = said("built").put("message_id", "build-17");

        say(vertx, said("building"))
                .compose(first -> {
                    context.verify(
                            () -> assertThat(first.getString("message_id")).isNotEmpty());
                    return say(vertx, once);
                })
                .compose(second -> say(vertx, once))
                .compose(again -> {
                    context.verify(() -> assertThat(again)
                            .isEqualTo(new JsonObject()
                                    .put("message_id", "build-17")
                                    .put("offset", 2)));
                    return journal.read(ChatTopics.messages("tea"), 1, 9, 1 << 20);
                })
                .onComplete(context.succeeding(blocks -> context.verify(() -> {
                    assertThat(blocks).hasSize(2);
                    Frames record = blocks.get(1).frames();
                    int from = record.start() + Frames.HEADER_BYTES;
                    assertThat(ChatMessage.parser().parseFrom(record.array(), from, record.end() - from))
                            .isEqualTo(ChatMessage.newBuilder()
                                    .setMessageId("build-17")
                                    .setUserId("ci")
                                    .setRoomId("tea")
                                    .setContent("built")
                                    .setTimestamp(Times.timestamp(1_000))
                                    .setType(ChatMessage.Type.TYPE_TEXT)
                                    .setOffset(2)
                                    .build());
                    context.completeNow();
                })));
    }

    @Test
    void shouldTakeAnEncodedMessage(Vertx vertx, VertxTestContext context) {
        ChatMessage image = ChatMessage.newBuilder()
                .setUserId("ci")
                .setRoomId("tea")
                .setType(ChatMessage.Type.TYPE_IMAGE)
                .setContent("graph.png")
                .build();

        say(vertx, Buffer.buffer(image.toByteArray()))
                .onComplete(context.succeeding(kept -> context.verify(() -> {
                    assertThat(kept.getLong("offset")).isEqualTo(1);
                    context.completeNow();
                })));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user_id|''|user_id: 0 bytes (expected: 1 to 128, no control character)",
                "room_id|''|room_id: 0 bytes (expected: 1 to 128, no control character)",
                "content|''|content: 0 bytes (expected: 1 to 100)",
                "content|'a\uD83D'|content: no text (expected: of control characters tab and line breaks alone)"
            })
    void shouldSayWhatIsWrong(String field, String value, String message, Vertx vertx, VertxTestContext context) {
        expectInvalid(say(vertx, said("hello").put(field, value)), message, context);
    }

    @Test
    void shouldRefuseWhatIsNotSaid(Vertx vertx, VertxTestContext context) {
        ChatMessage typing = ChatMessage.newBuilder()
                .setUserId("ci")
                .setRoomId("tea")
                .setType(ChatMessage.Type.TYPE_TYPING)
                .build();

        expectInvalid(
                say(vertx, Buffer.buffer(typing.toByteArray())), "type: 6 (expected: text, image or file)", context);
    }

    @Test
    void shouldSayWhenTheJournalTakesNothing(Vertx vertx, VertxTestContext context) {
        journal.fail(new StreamError.JournalUnavailable("journal: away"));

        say(vertx, said("hello"))
                .onComplete(context.failing(error -> context.verify(() -> {
                    assertThat(((ReplyException) error).failureCode()).isEqualTo(ChatVerticle.UNAVAILABLE);
                    context.completeNow();
                })));
    }

    private static void expectInvalid(Future<JsonObject> said, String message, VertxTestContext context) {
        said.onComplete(context.failing(error -> context.verify(() -> {
            assertThat(((ReplyException) error).failureCode()).isEqualTo(ChatVerticle.INVALID);
            assertThat(error).hasMessage(message);
            context.completeNow();
        })));
    }

    private static JsonObject said(String content) {
        return new JsonObject().put("room_id", "tea").put("user_id", "ci").put("content", content);
    }

    private static Future<JsonObject> say(Vertx vertx, Object message) {
        return vertx.eventBus()
                .<JsonObject>request(ChatVerticle.ADDRESS, message)
                .map(Message::body);
    }
}
