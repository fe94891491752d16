package dev.yamabiko.service.chat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.service.Caller;
import dev.yamabiko.service.Confluence;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.Requests;
import dev.yamabiko.service.Rights;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.stream.Sink;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One Chat call: knows who its client is, takes what it says in its turn and not too fast, and sees it out. Used on the
 * event loop of its call.
 */
final class ChatCall implements Requests {

    /** How long a client that has half-closed may take to read what it has said, seconds. */
    private static final int FAREWELL_SECONDS = 5;

    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final ChatShare share;
    private final RoomReads reads;
    private final Rights rights;
    private final Sink sink;
    private final Confluence out;
    private final Refusals refusals;
    private final Deque<ChatMessage> waiting = new ArrayDeque<>();
    private Runnable onProgress = () -> {};
    private UserRates.@Nullable Talker talker;
    private @Nullable ChatRooms rooms;
    private long farewell = NO_TIMER;
    private boolean pumping;
    private boolean finishing;
    private boolean leaving;
    private boolean over;

    ChatCall(Vertx vertx, RoomReads reads, Caller caller, Sink sink) {
        this.vertx = vertx;
        this.reads = reads;
        this.share = reads.share();
        this.rights = new Rights(share.permissions(), caller);
        this.sink = sink;
        this.out = new Confluence(sink);
        this.refusals = new Refusals(
                vertx, this::goOn, out, share.failures(), share.gauges().refused(), share.clock());
        out.onWritable(this::goOn);
    }

    @Override
    public void message(byte[] bytes, int from, int to) {
        long waitMs = talker == null ? 0 : talker.take();
        if (waitMs > 0) {
            refusals.tooFast(bytes, from, to, waitMs);
            return;
        }
        refusals.endRun();
        ChatMessage said = read(bytes, from, to);
        if (said != null) {
            waiting.add(said);
            pump();
        }
    }

    @Override
    public void flush() {
        refusals.flush();
    }

    @Override
    public boolean full() {
        return !waiting.isEmpty() || refusals.full() || (rooms != null && rooms.full());
    }

    @Override
    public void onProgress(Runnable action) {
        onProgress = action;
    }

    @Override
    public void finish() {
        finishing = true;
        pump();
    }

    @Override
    public void close() {
        over = true;
        vertx.cancelTimer(farewell);
        refusals.close();
        waiting.clear();
        if (rooms != null) {
            rooms.lose();
            share.rates().go(rooms.user());
        }
    }

    /** Null: it was refused. The first message says who talks: without that there is no call. */
    private @Nullable ChatMessage read(byte[] bytes, int from, int to) {
        ChatMessage said;
        try {
            said = ChatMessage.parser().parseFrom(bytes, from, to - from);
        } catch (InvalidProtocolBufferException malformed) {
            ServiceError error = new ServiceError.MalformedMessage("message: " + malformed.getMessage());
            if (rooms == null) {
                throw error;
            }
            refusals.add(ChatMessage.getDefaultInstance(), error);
            return null;
        }
        if (rooms == null) {
            rooms = enter(said);
        }
        return said;
    }

    private ChatRooms enter(ChatMessage first) {
        FieldRules rules = new FieldRules();
        ChatTopics.check(rules, "user_id", first.getUserId());
        ChatTopics.check(rules, "room_id", first.getRoomId());
        rules.check();
        rights.requireSelf(first.getUserId());
        talker = share.rates().come(first.getUserId());
        return new ChatRooms(first.getUserId(), rights, reads, out, sink::fail, refusals, this::goOn);
    }

    /** There may be room for more, or less to wait for. */
    private void goOn() {
        pump();
        refusals.flush();
        onProgress.run();
    }

    private void pump() {
        if (pumping || over) {
            return;
        }
        pumping = true;
        while (!waiting.isEmpty() && rooms != null && !rooms.joining()) {
            rooms.take(waiting.remove());
        }
        pumping = false;
        leaveIfDone();
    }

    private void leaveIfDone() {
        if (!finishing || leaving || !waiting.isEmpty()) {
            return;
        }
        if (rooms == null) {
            leaving = true;
            sink.end();
        } else if (rooms.idle()) {
            leaving = true;
            ChatRooms all = rooms;
            farewell = vertx.setTimer(TimeUnit.SECONDS.toMillis(FAREWELL_SECONDS), id -> leave(all));
            all.allRead().onComplete(read -> {
                if (vertx.cancelTimer(farewell)) {
                    leave(all);
                }
            });
        }
    }

    private void leave(ChatRooms all) {
        all.leave().onComplete(left -> {
            refusals.finish();
            sink.end();
        });
    }
}
