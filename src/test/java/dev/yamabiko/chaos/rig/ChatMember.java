package dev.yamabiko.chaos.rig;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.ChatServiceGrpc;
import dev.yamabiko.proto.chat.v1.JoinOptions;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A member of a room whose messages say when they were sent, so that everyone knows how long they took. Thread-safe.
 */
public final class ChatMember implements ClientResponseObserver<ChatMessage, ChatMessage> {

    private static final String FILLING = "x".repeat(200);
    private static final String FLOOD = "flood";

    private final String user;
    private final String room;
    private final boolean reads;
    private final LongConsumer latencies;
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder heard = new LongAdder();
    private final CountDownLatch joined = new CountDownLatch(1);
    private volatile @Nullable ClientCallStreamObserver<ChatMessage> call;

    private ChatMember(String user, String room, boolean reads, LongConsumer latencies) {
        this.user = user;
        this.room = room;
        this.reads = reads;
        this.latencies = latencies;
    }

    /** Joins a room, and is told how long each message took, nanoseconds. */
    public static ChatMember join(Channel channel, String user, String room, LongConsumer latencies)
            throws InterruptedException {
        ChatMember member = open(channel, new ChatMember(user, room, true, latencies));
        if (!member.joined.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError(user + " was not let in");
        }
        return member;
    }

    /** Joins a room, and never reads. */
    public static ChatMember deaf(Channel channel, String user, String room) {
        return open(channel, new ChatMember(user, room, false, nanos -> {}));
    }

    private static ChatMember open(Channel channel, ChatMember member) {
        ChatServiceGrpc.newStub(channel).chat(member);
        member.send(ChatMessage.newBuilder()
                .setUserId(member.user)
                .setRoomId(member.room)
                .setType(ChatMessage.Type.TYPE_JOIN_ROOM)
                .setJoin(JoinOptions.newBuilder().setMembers(true))
                .build());
        return member;
    }

    /** Says what time it is. */
    public void sayTheTime() {
        say(FILLING);
    }

    /** Says something that nobody is to count but itself. */
    public void flood() {
        say(FLOOD);
    }

    private void say(String what) {
        send(ChatMessage.newBuilder()
                .setRoomId(room)
                .setContent(System.nanoTime() + " " + what)
                .build());
    }

    /** Sends as long as the hub takes it. */
    public boolean isReady() {
        ClientCallStreamObserver<ChatMessage> open = call;
        return open != null && open.isReady();
    }

    /** How many of its messages were refused as too fast, and might come later. */
    public long refused() {
        return refused.sum();
    }

    /** How many of its own messages it heard. */
    public long accepted() {
        return accepted.sum();
    }

    /** How many messages it heard, its own too, but no other's flood. */
    public long heard() {
        return heard.sum();
    }

    /** Goes. */
    public void leave() {
        ClientCallStreamObserver<ChatMessage> open = call;
        if (open != null) {
            open.cancel("gone", null);
        }
    }

    private void send(ChatMessage message) {
        ClientCallStreamObserver<ChatMessage> open = call;
        if (open != null) {
            open.onNext(message);
        }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ChatMessage> stream) {
        call = stream;
        if (!reads) {
            stream.disableAutoRequestWithInitial(0);
        }
    }

    @Override
    public void onNext(ChatMessage next) {
        if (next.hasMembers()) {
            joined.countDown();
        } else if (next.getType() == ChatMessage.Type.TYPE_TEXT) {
            take(next);
        } else if (next.getError().getReason().equals("TOO_FAST")
                && next.getError().getRetryAfterMs() > 0) {
            refused.add(next.getError().getRefused());
        }
    }

    private void take(ChatMessage next) {
        boolean own = next.getUserId().equals(user);
        if (own) {
            accepted.increment();
        }
        if (own || !next.getContent().endsWith(FLOOD)) {
            heard.increment();
            String content = next.getContent();
            latencies.accept(System.nanoTime() - Long.parseLong(content.substring(0, content.indexOf(' '))));
        }
    }

    @Override
    public void onError(Throwable error) {
        joined.countDown();
    }

    @Override
    public void onCompleted() {
        joined.countDown();
    }
}
