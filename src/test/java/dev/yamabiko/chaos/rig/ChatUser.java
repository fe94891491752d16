package dev.yamabiko.chaos.rig;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.ChatServiceGrpc;
import dev.yamabiko.proto.chat.v1.JoinOptions;
import dev.yamabiko.proto.hub.v1.Resume;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A user of one room: talks and listens, loses the connection when told to, and comes back by itself, on whichever
 * node; says again what has not come back, under the same ids. Remembers what it heard. Thread-safe.
 */
public final class ChatUser {

    private static final int COME_BACK_MS = 100;

    private final String user;
    private final String room;
    private final Supplier<NodeClient> nodes;
    private final ScheduledExecutorService scheduler;
    private final Map<String, ChatMessage> unheard = new LinkedHashMap<>();
    private final List<String> heard = new ArrayList<>();
    private final List<Long> offsets = new ArrayList<>();
    private final List<String> comings = new ArrayList<>();
    private final List<String> surprises = new ArrayList<>();
    private final Map<String, Long> after = new HashMap<>();
    private @Nullable Call current;
    private @Nullable NodeClient node;
    private boolean staysAway;
    private long awaySince;
    private final List<Long> absencesMs = new ArrayList<>();

    /** A user who is away. */
    public ChatUser(String user, String room, Supplier<NodeClient> nodes, ScheduledExecutorService scheduler) {
        this.user = user;
        this.room = room;
        this.nodes = nodes;
        this.scheduler = scheduler;
        after.put("chat/" + room, 0L);
        after.put("chat-members/" + room, 0L);
    }

    public String user() {
        return user;
    }

    /** Comes, if it is away and need not {@link #stayAway stay away}. */
    public synchronized void come() {
        if (current == null && !staysAway) {
            open();
        }
    }

    /** Goes without a word, if it is there. */
    public synchronized void vanish() {
        Call left = current;
        current = null;
        awaySince = awaySince == 0 ? System.nanoTime() : awaySince;
        if (left != null) {
            left.cancel();
        }
    }

    /** Goes without a word, and does not {@link #come}, whoever still wants it to. */
    public synchronized void stayAway() {
        staysAway = true;
        vanish();
    }

    /** Comes after it has stayed away. */
    public synchronized void comeBack() {
        staysAway = false;
        come();
    }

    /** Says something, now or when it is back; its id is what it says. */
    public synchronized void say(String text) {
        ChatMessage message = ChatMessage.newBuilder()
                .setUserId(user)
                .setRoomId(room)
                .setMessageId(text)
                .setContent(text)
                .build();
        unheard.put(text, message);
        if (current != null) {
            current.send(message);
        }
    }

    /** How much of what it has said has not come back. */
    public synchronized int unheard() {
        return unheard.size();
    }

    /** Everything that was said, in the order in which it came. */
    public synchronized List<String> heard() {
        return List.copyOf(heard);
    }

    public synchronized int count() {
        return heard.size();
    }

    /** The offsets of {@link #heard}. */
    public synchronized List<Long> offsets() {
        return List.copyOf(offsets);
    }

    /** Who came and went, {@code +user} and {@code -user}. */
    public synchronized List<String> comings() {
        return List.copyOf(comings);
    }

    /** What should not have come. */
    public synchronized List<String> surprises() {
        return List.copyOf(surprises);
    }

    /** How long it was away at most, from its last sign of life until it was let in again, milliseconds. */
    public synchronized long longestAwayMs() {
        return absencesMs.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** How often it can have been taken for gone, after so long each time: in one absence perhaps more than once. */
    public synchronized long departures(long ms) {
        return absencesMs.stream().mapToLong(absence -> absence / ms).sum();
    }

    /** True if its call goes to that node. */
    public synchronized boolean isOn(NodeClient other) {
        return current != null && node == other;
    }

    private void open() {
        Call call = new Call();
        current = call;
        node = nodes.get();
        ChatServiceGrpc.newStub(node.channel()).chat(call);
        call.send(ChatMessage.newBuilder()
                .setUserId(user)
                .setRoomId(room)
                .setType(ChatMessage.Type.TYPE_JOIN_ROOM)
                .setJoin(JoinOptions.newBuilder()
                        .setMembers(true)
                        .setHeartbeatSeconds(1)
                        .setResume(Resume.newBuilder().putAllAfter(after)))
                .build());
        unheard.values().forEach(call::send);
    }

    private synchronized void got(Call call, ChatMessage next) {
        if (call != current) {
            return;
        }
        call.joined |= next.hasMembers();
        if (next.hasMembers() && awaySince > 0) {
            absencesMs.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - awaySince));
            awaySince = 0;
        }
        after.putAll(next.getPositionsMap());
        if (next.getSkipped() > 0) {
            surprises.add("skipped " + next.getSkipped());
        }
        if (next.getHeartbeat()) {
            return;
        }
        switch (next.getType()) {
            case TYPE_JOIN_ROOM, TYPE_LEAVE_ROOM -> {
                comings.add((next.getType() == ChatMessage.Type.TYPE_JOIN_ROOM ? "+" : "-") + next.getUserId());
                after.put("chat-members/" + room, next.getOffset());
            }
            case TYPE_ERROR -> refused(call, next);
            default -> {
                heard.add(next.getMessageId());
                offsets.add(next.getOffset());
                after.put("chat/" + room, next.getOffset());
                unheard.remove(next.getMessageId());
            }
        }
    }

    /** Says all of it again where there is sense in that; who was not let in comes again. */
    private void refused(Call call, ChatMessage refusal) {
        long retryMs = refusal.getError().getRetryAfterMs();
        String reason = refusal.getError().getReason();
        if (retryMs == 0 && (call.joined || !reason.equals("NOT_IN_ROOM"))) {
            surprises.add(reason + ": " + refusal.getContent());
        }
        if (call.joined) {
            later(() -> unheard.values().forEach(call::send), call, retryMs);
        } else {
            later(
                    () -> {
                        call.cancel();
                        open();
                    },
                    call,
                    Math.max(retryMs, COME_BACK_MS));
        }
    }

    private synchronized void over(Call call) {
        if (call == current) {
            awaySince = awaySince == 0 ? System.nanoTime() : awaySince;
            later(this::open, call, COME_BACK_MS);
        }
    }

    private void later(Runnable action, Call call, long ms) {
        try {
            var unused = scheduler.schedule(() -> ifCurrent(call, action), ms, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException done) {
            current = null;
        }
    }

    private synchronized void ifCurrent(Call call, Runnable action) {
        if (call == current) {
            action.run();
        }
    }

    private final class Call implements ClientResponseObserver<ChatMessage, ChatMessage> {
        private volatile @Nullable ClientCallStreamObserver<ChatMessage> stream;
        private boolean joined;

        @Override
        public void beforeStart(ClientCallStreamObserver<ChatMessage> requests) {
            stream = requests;
        }

        @Override
        public void onNext(ChatMessage next) {
            got(this, next);
        }

        @Override
        public void onError(Throwable error) {
            over(this);
        }

        @Override
        public void onCompleted() {
            over(this);
        }

        /** One that is over takes nothing; it will be said again. */
        void send(ChatMessage message) {
            ClientCallStreamObserver<ChatMessage> open = stream;
            if (open != null) {
                try {
                    open.onNext(message);
                } catch (IllegalStateException over) {
                    open.cancel("over", over);
                }
            }
        }

        void cancel() {
            ClientCallStreamObserver<ChatMessage> open = stream;
            if (open != null) {
                open.cancel("gone", null);
            }
        }
    }
}
