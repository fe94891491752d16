package dev.yamabiko.service.chat;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.service.Times;
import dev.yamabiko.stream.Relay;
import dev.yamabiko.stream.latest.LatestSource;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Who is typing on this node, in which rooms: told every {@value #TICK_MS} ms where that has changed, and taken back
 * when it is not said again. There are as many as users that have streams here. Works on an event loop of its own; may
 * be called on any.
 */
final class Typing {

    private static final long TICK_MS = 100;
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Context context;
    private final Relay relay;
    private final Clock clock;
    private final long typingMs;
    private final Map<String, Typers> rooms = new HashMap<>();
    private long timer = NO_TIMER;

    /** Those of one room, with when each is over. */
    private record Typers(LatestSource source, Map<String, Long> until) {}

    /** {@code typingMs}: how long somebody is typing who does not say so again. */
    Typing(Vertx vertx, Relay relay, Clock clock, long typingMs) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.relay = relay;
        this.clock = clock;
        this.typingMs = typingMs;
    }

    /** A user is typing in a room. */
    void begin(String room, String user) {
        context.runOnContext(v -> {
            Typers typers = rooms.computeIfAbsent(
                    room, name -> new Typers(new LatestSource(relay, ChatTopics.typing(room), clock), new HashMap<>()));
            typers.until().put(user, clock.millis() + typingMs);
            put(typers, room, user, false);
            if (timer == NO_TIMER) {
                timer = vertx.setPeriodic(TICK_MS, id -> tick());
            }
        });
    }

    /** Not any more. */
    void stop(String room, String user) {
        context.runOnContext(v -> {
            Typers typers = rooms.get(room);
            if (typers != null && typers.until().containsKey(user)) {
                typers.until().put(user, Long.MIN_VALUE);
            }
        });
    }

    /** What is over is said once, and then forgotten. */
    private void tick() {
        long now = clock.millis();
        for (Iterator<Map.Entry<String, Typers>> all = rooms.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, Typers> room = all.next();
            Typers typers = room.getValue();
            typers.until().forEach((user, until) -> {
                if (until <= now) {
                    put(typers, room.getKey(), user, true);
                }
            });
            typers.source().flush();
            typers.until().entrySet().removeIf(user -> {
                boolean over = user.getValue() <= now;
                if (over) {
                    typers.source().remove(user.getKey());
                }
                return over;
            });
            if (typers.until().isEmpty()) {
                all.remove();
            }
        }
        if (rooms.isEmpty()) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }

    private void put(Typers typers, String room, String user, boolean stopped) {
        ChatMessage message = ChatMessage.newBuilder()
                .setType(ChatMessage.Type.TYPE_TYPING)
                .setUserId(user)
                .setRoomId(room)
                .setTimestamp(Times.timestamp(clock.millis()))
                .setStopped(stopped)
                .build();
        typers.source().put(user, message.toByteArray());
    }
}
