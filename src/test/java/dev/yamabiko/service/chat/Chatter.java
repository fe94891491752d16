package dev.yamabiko.service.chat;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.ChatServiceGrpc;
import dev.yamabiko.proto.chat.v1.JoinOptions;
import dev.yamabiko.proto.chat.v1.Member;
import dev.yamabiko.proto.chat.v1.Members;
import dev.yamabiko.proto.hub.v1.Resume;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One Chat call of a user, and what came of it, in lines. For one thread. */
public final class Chatter implements ClientResponseObserver<ChatMessage, ChatMessage> {

    private static final int PATIENCE_SECONDS = 20;

    private final String user;
    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private final Map<String, Long> seen = new ConcurrentHashMap<>();
    private @Nullable ClientCallStreamObserver<ChatMessage> call;

    private Chatter(String user) {
        this.user = user;
    }

    /** Opens a call. */
    public static Chatter open(Channel channel, String user) {
        return open(channel, user, Duration.ofMinutes(5));
    }

    /** Opens a call that is to end after some time. */
    static Chatter open(Channel channel, String user, Duration deadline) {
        Chatter chatter = new Chatter(user);
        ChatServiceGrpc.newStub(channel)
                .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .chat(chatter);
        return chatter;
    }

    /** Joins a room, and waits until it is in. */
    public Chatter join(String room) throws InterruptedException {
        return join(room, JoinOptions.getDefaultInstance());
    }

    /** Joins a room in some way, and waits until it is told who is there. */
    public Chatter join(String room, JoinOptions how) throws InterruptedException {
        send(message(room, ChatMessage.Type.TYPE_JOIN_ROOM, "")
                .setJoin(how.toBuilder().setMembers(true)));
        String first = lines(1).get(0);
        if (!first.startsWith("here: ")) {
            throw new AssertionError("joining " + room + ": " + first);
        }
        return this;
    }

    /** Says something. */
    public Chatter say(String room, String text) {
        return send(message(room, ChatMessage.Type.TYPE_TEXT, text));
    }

    /** Sends any message, as this user where it names none. */
    public Chatter send(ChatMessage.Builder message) {
        if (call != null) {
            call.onNext(message.build());
        }
        return this;
    }

    /** A message of this user. */
    public ChatMessage.Builder message(String room, ChatMessage.Type type, String text) {
        return ChatMessage.newBuilder()
                .setUserId(user)
                .setRoomId(room)
                .setType(type)
                .setContent(text);
    }

    /** Says that there is no more to say. */
    public Chatter halfClose() {
        if (call != null) {
            call.onCompleted();
        }
        return this;
    }

    /** Goes away without a word, and says how to come back. */
    public JoinOptions vanish() {
        if (call != null) {
            call.cancel("gone", null);
        }
        return JoinOptions.newBuilder()
                .setResume(Resume.newBuilder().putAllAfter(seen))
                .build();
    }

    /** The next so many messages, as {@link #line} has them. */
    public List<String> lines(int count) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        while (lines.size() < count) {
            Object event = event();
            lines.add(event instanceof ChatMessage message ? line(message) : String.valueOf(event));
            if (!(event instanceof ChatMessage)) {
                break;
            }
        }
        return lines;
    }

    /** The next message. */
    public ChatMessage next() throws InterruptedException {
        return (ChatMessage) event();
    }

    /** The next message of a type; what comes before is passed by. */
    public ChatMessage next(ChatMessage.Type type) throws InterruptedException {
        ChatMessage message = next();
        while (message.getType() != type) {
            message = next();
        }
        return message;
    }

    /** How it ended; what comes before is passed by. */
    public Status end() throws InterruptedException {
        Object event = event();
        while (event instanceof ChatMessage) {
            event = event();
        }
        return (Status) event;
    }

    /** True if nothing has come that was not asked for. */
    boolean isQuiet() {
        return events.isEmpty();
    }

    /** A message in words: {@code ann: hello}, {@code ann joined}, {@code ! REASON}. */
    static String line(ChatMessage message) {
        if (message.getHeartbeat()) {
            return message.hasMembers()
                    ? "here: " + names(message.getMembers())
                    : message.getSkipped() > 0 ? "skipped " + message.getSkipped() : "heartbeat";
        }
        return switch (message.getType()) {
            case TYPE_JOIN_ROOM -> message.getUserId() + " joined";
            case TYPE_LEAVE_ROOM -> message.getUserId() + (message.getOffset() == 0 ? " is out" : " left");
            case TYPE_TYPING -> message.getUserId() + (message.getStopped() ? " stops typing" : " types");
            case TYPE_ERROR -> "! " + message.getError().getReason();
            default -> message.getUserId() + ": " + message.getContent();
        };
    }

    /** Who is in a room. */
    public static String names(Members members) {
        return members.getMembersList().stream().map(Member::getUserId).sorted().collect(Collectors.joining(" "));
    }

    private Object event() throws InterruptedException {
        Object event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return event == null ? "nothing" : event;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ChatMessage> stream) {
        call = stream;
    }

    @Override
    public void onNext(ChatMessage message) {
        seen.putAll(message.getPositionsMap());
        if (message.getOffset() > 0) {
            boolean member = message.getType() == ChatMessage.Type.TYPE_JOIN_ROOM
                    || message.getType() == ChatMessage.Type.TYPE_LEAVE_ROOM;
            seen.put((member ? ChatTopics.MEMBERS : ChatTopics.PREFIX) + message.getRoomId(), message.getOffset());
        }
        events.add(message);
    }

    @Override
    public void onError(Throwable error) {
        events.add(Status.fromThrowable(error));
    }

    @Override
    public void onCompleted() {
        events.add(Status.OK);
    }
}
