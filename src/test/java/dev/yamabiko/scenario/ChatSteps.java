package dev.yamabiko.scenario;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.ChatServiceGrpc;
import dev.yamabiko.proto.chat.v1.JoinOptions;
import dev.yamabiko.proto.chat.v1.JoinRoomRequest;
import dev.yamabiko.proto.chat.v1.ListMembersRequest;
import dev.yamabiko.proto.chat.v1.RoomEvent;
import dev.yamabiko.service.chat.Chatter;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The chat commands of a scenario. A call is named like its user, or {@code user/device}. One thread.
 *
 * <pre>
 * &gt; chat join CALL ROOM [history=n]
 * &gt; chat say CALL ROOM TEXT [id=i] [as=user]
 * &gt; chat type CALL ROOM
 * &gt; chat hear CALL          as many lines as are expected
 * &gt; chat leave CALL ROOM
 * &gt; chat drop CALL
 * &gt; chat resume CALL ROOM
 * &gt; chat end CALL           half-closes; what comes until the end
 * &gt; chat who ROOM
 * &gt; chat listen USER ROOM [history=n]   so many events of a JoinRoom call: messages, then who came and went
 * </pre>
 */
final class ChatSteps {

    private final Nodes nodes;
    private final Map<String, Chatter> calls = new HashMap<>();
    private final Map<String, JoinOptions> left = new HashMap<>();

    ChatSteps(Nodes nodes) {
        this.nodes = nodes;
    }

    List<String> run(Words words, int expected) throws InterruptedException {
        String verb = words.next();
        try {
            return switch (verb) {
                case "join" -> join(words);
                case "say" -> say(words);
                case "type" -> send(words.next(), words.next(), ChatMessage.Type.TYPE_TYPING);
                case "leave" -> send(words.next(), words.next(), ChatMessage.Type.TYPE_LEAVE_ROOM);
                case "hear" -> calls.get(words.next()).lines(expected);
                case "drop" -> drop(words.next());
                case "resume" -> resume(words.next(), words.next());
                case "end" -> calls.remove(words.next()).halfClose().lines(expected);
                case "who" -> List.of(who(words.next()));
                case "listen" -> listen(words, expected);
                default -> throw new IllegalArgumentException("chat: " + verb + " (expected: a command)");
            };
        } catch (StatusRuntimeException error) {
            return List.of(Lines.of(error));
        }
    }

    private List<String> join(Words words) throws InterruptedException {
        String name = words.next();
        String room = words.next();
        int history = (int) words.number("history");
        call(name).join(room, JoinOptions.newBuilder().setHistory(history).build());
        return List.of();
    }

    private List<String> say(Words words) {
        Chatter call = call(words.next());
        String room = words.next();
        ChatMessage.Builder message =
                call.message(room, ChatMessage.Type.TYPE_TEXT, words.next()).setMessageId(words.one("id"));
        String other = words.one("as");
        call.send(other.isEmpty() ? message : message.setUserId(other));
        return List.of();
    }

    private List<String> send(String name, String room, ChatMessage.Type type) {
        Chatter call = call(name);
        call.send(call.message(room, type, ""));
        return List.of();
    }

    private List<String> drop(String name) {
        left.put(name, calls.remove(name).vanish());
        return List.of();
    }

    private List<String> resume(String name, String room) throws InterruptedException {
        call(name).join(room, left.remove(name));
        return List.of();
    }

    private String who(String room) {
        return Chatter.names(ChatServiceGrpc.newBlockingStub(nodes.any())
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .listMembers(ListMembersRequest.newBuilder().setRoomId(room).build())
                .getMembers());
    }

    private List<String> listen(Words words, int expected) {
        JoinRoomRequest request = JoinRoomRequest.newBuilder()
                .setUserId(words.next())
                .setRoomId(words.next())
                .setHistory((int) words.number("history"))
                .build();
        Context.CancellableContext call = Context.current().withCancellation();
        List<String> messages = new ArrayList<>();
        List<String> comings = new ArrayList<>();
        call.run(() -> {
            Iterator<RoomEvent> events = ChatServiceGrpc.newBlockingStub(nodes.any())
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .joinRoom(request);
            while (messages.size() + comings.size() < expected) {
                RoomEvent event = events.next();
                switch (event.getType()) {
                    case EVENT_TYPE_MESSAGE -> messages.add(line(event));
                    case EVENT_TYPE_USER_JOINED, EVENT_TYPE_USER_LEFT -> comings.add(line(event));
                    default -> {} // who was typing a moment ago
                }
            }
        });
        call.cancel(null);
        messages.addAll(comings);
        return messages;
    }

    private static String line(RoomEvent event) {
        String type = event.getType().name().substring("EVENT_TYPE_".length()).toLowerCase(Locale.ROOT);
        return (type + " " + event.getUserId() + " " + event.getMessage()).strip();
    }

    private Chatter call(String name) {
        return calls.computeIfAbsent(name, key -> Chatter.open(nodes.any(), name.split("/", -1)[0]));
    }
}
