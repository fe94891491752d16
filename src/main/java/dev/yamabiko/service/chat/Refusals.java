package dev.yamabiko.service.chat;

import dev.yamabiko.proto.chat.v1.ChatError;
import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.service.Confluence;
import dev.yamabiko.service.Failures;
import dev.yamabiko.service.Failures.Failure;
import dev.yamabiko.service.ProtoFields;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.Times;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.StreamError;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is said to a client of what it was refused. Those that come too fast are refused in runs, one answer for each;
 * what a client does not read waits here, and then the client has to. Used on the event loop of its call.
 */
final class Refusals {

    private static final int MOST_WAITING = 64;
    private static final long RETRY_MS = 1_000;

    /** A run is told of when it begins, and then so often at most: each answer costs more than many refusals. */
    private static final long RUN_MS = 20;

    /** From so many on a run is a flood, and costs its client a millisecond for each: others are not to feel it. */
    private static final int FLOOD = 20;

    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Runnable onProgress;
    private final Confluence out;
    private final Failures failures;
    private final LongAdder gauge;
    private final Clock clock;
    private final ProtoFields fields = new ProtoFields();
    private final Deque<ChatMessage> waiting = new ArrayDeque<>();
    private ChatMessage run = ChatMessage.getDefaultInstance();
    private int refused;
    private long retryMs;
    private long timer = NO_TIMER;

    /** Refused since the timer was set. */
    private int untimed;

    private boolean flooded;

    /** {@code onProgress}: runs when there is more to say; {@code gauge}: counts what is refused. */
    Refusals(Vertx vertx, Runnable onProgress, Confluence out, Failures failures, LongAdder gauge, Clock clock) {
        this.vertx = vertx;
        this.onProgress = onProgress;
        this.out = out;
        this.failures = failures;
        this.gauge = gauge;
        this.clock = clock;
    }

    /** A message that came too fast, unread; {@code waitMs}: when the next one may come. */
    void tooFast(byte[] bytes, int from, int to, long waitMs) {
        if (refused++ == 0) {
            run = names(bytes, from, to);
        }
        retryMs = waitMs;
        untimed++;
        if (timer == NO_TIMER) {
            tellOfRun();
        }
    }

    /** A message that cannot be; {@code message}: as far as it could be read. */
    void add(ChatMessage message, Throwable error) {
        Failure failure = failures.of(error);
        boolean again = error instanceof StreamError.LimitReached
                || error instanceof StreamError.JournalUnavailable
                || error instanceof StreamError.OutcomeUnknown
                || error instanceof StreamError.Conflict;
        add(message, failure.reason(), failure.message(), again ? RETRY_MS : 0);
    }

    /** A message that cannot be. */
    void add(ChatMessage message, String reason, String text, long retryAfterMs) {
        endRun();
        answer(message, reason, text, retryAfterMs, 1);
    }

    /** A message that can be. */
    void endRun() {
        if (refused > 0) {
            answer(run, "TOO_FAST", "messages: too fast (expected: after " + retryMs + " ms)", retryMs, refused);
            refused = 0;
        }
    }

    /** Says what there is to say, as far as the client reads. */
    void flush() {
        while (!waiting.isEmpty() && out.writable()) {
            out.write(Frames.ofMessage(waiting.remove().toByteArray()));
        }
    }

    /** Nobody is to be told any more. */
    void close() {
        vertx.cancelTimer(timer);
    }

    /** Says all there is to say: the stream is about to end. */
    void finish() {
        endRun();
        waiting.forEach(answer -> out.write(Frames.ofMessage(answer.toByteArray())));
        waiting.clear();
    }

    /** True while the client has to read first, or to wait. */
    boolean full() {
        return waiting.size() >= MOST_WAITING || flooded || untimed >= FLOOD;
    }

    private void tellOfRun() {
        endRun();
        flooded = untimed >= FLOOD;
        timer = vertx.setTimer(Math.min(RETRY_MS, Math.max(RUN_MS, untimed)), id -> {
            timer = NO_TIMER;
            flooded = false;
            if (untimed > 0) {
                tellOfRun();
            }
            onProgress.run();
        });
        untimed = 0;
    }

    private void answer(ChatMessage message, String reason, String text, long retryAfterMs, int count) {
        gauge.add(count);
        waiting.add(ChatMessage.newBuilder()
                .setType(ChatMessage.Type.TYPE_ERROR)
                .setMessageId(message.getMessageId())
                .setRoomId(message.getRoomId())
                .setContent(text)
                .setTimestamp(Times.timestamp(clock.millis()))
                .setError(ChatError.newBuilder()
                        .setReason(reason)
                        .setRetryAfterMs(retryAfterMs)
                        .setRefused(count))
                .build());
    }

    /** Its id and room alone. */
    private ChatMessage names(byte[] bytes, int from, int to) {
        ChatMessage.Builder names = ChatMessage.newBuilder();
        try {
            fields.reset(bytes, from, to);
            while (fields.next()) {
                if (fields.is(ChatMessage.MESSAGE_ID_FIELD_NUMBER, ProtoFields.BYTES)) {
                    names.setMessageId(fields.text());
                } else if (fields.is(ChatMessage.ROOM_ID_FIELD_NUMBER, ProtoFields.BYTES)) {
                    names.setRoomId(fields.text());
                }
            }
        } catch (ServiceError.MalformedMessage nameless) {
            return names.build();
        }
        return names.build();
    }
}
