package dev.yamabiko.service.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.Members;
import dev.yamabiko.proto.chat.v1.RoomEvent;
import dev.yamabiko.proto.chat.v1.RoomEvent.EventType;
import dev.yamabiko.service.Times;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class RoomEventsTest {

    private final RoomEvents events = new RoomEvents();

    @Test
    void shouldTurnTheRecordsOfABlockIntoEventsOnce() throws Exception {
        Batch batch = new Batch(ChatTopics.messages("tea"));
        for (String text : List.of("one", "two")) {
            byte[] record = ChatMessage.newBuilder()
                    .setType(ChatMessage.Type.TYPE_FILE)
                    .setUserId("ann")
                    .setRoomId("tea")
                    .setMessageId("id-" + text)
                    .setContent(text)
                    .setTimestamp(Times.timestamp(7_000))
                    .build()
                    .toByteArray();
            batch.add(1, record, 0, record.length, new byte[0], 0);
        }
        Frames records = batch.stamp(5, 1).frames();

        Frames made = events.of(records);

        assertThat(events.of(records)).isSameAs(made);
        List<RoomEvent> all = parse(made);
        assertThat(all).hasSize(2);
        assertThat(all.get(1))
                .isEqualTo(RoomEvent.newBuilder()
                        .setType(EventType.EVENT_TYPE_MESSAGE)
                        .setUserId("ann")
                        .setMessage("two")
                        .setMessageId("id-two")
                        .setContentType(ChatMessage.Type.TYPE_FILE)
                        .setTimestamp(Times.timestamp(7_000))
                        .setOffset(6)
                        .build());
    }

    @Test
    void shouldKeepNoMoreThanReadersAreLikelyToShare() {
        Frames first = Frames.ofMessage(new byte[0]);
        Frames made = events.of(first);
        for (int i = 0; i < 1_000; i++) {
            events.of(Frames.ofMessage(new byte[0]));
        }

        assertThat(events.of(first)).isNotSameAs(made);
    }

    @Test
    void shouldHaveAnEventForWhateverARoomSays() {
        assertThat(type(ChatMessage.Type.TYPE_JOIN_ROOM)).isEqualTo(EventType.EVENT_TYPE_USER_JOINED);
        assertThat(type(ChatMessage.Type.TYPE_LEAVE_ROOM)).isEqualTo(EventType.EVENT_TYPE_USER_LEFT);
        assertThat(type(ChatMessage.Type.TYPE_TEXT)).isEqualTo(EventType.EVENT_TYPE_MESSAGE);
        assertThat(type(ChatMessage.Type.TYPE_TYPING)).isEqualTo(EventType.EVENT_TYPE_TYPING);
        RoomEvent beat = RoomEvents.event(ChatMessage.newBuilder()
                .setHeartbeat(true)
                .setSkipped(3)
                .putPositions("chat/tea", 4)
                .setMembers(Members.newBuilder().setRoomId("tea"))
                .build());
        assertThat(beat.getHeartbeat()).isTrue();
        assertThat(beat.getSkipped()).isEqualTo(3);
        assertThat(beat.getPositionsMap()).containsEntry("chat/tea", 4L);
        assertThat(beat.getMembers().getRoomId()).isEqualTo("tea");
    }

    private static EventType type(ChatMessage.Type type) {
        return RoomEvents.event(ChatMessage.newBuilder().setType(type).build()).getType();
    }

    private static List<RoomEvent> parse(Frames frames) throws Exception {
        List<RoomEvent> all = new ArrayList<>();
        byte[] bytes = frames.array();
        for (int at = frames.start(); at < frames.end(); at = Frames.frameEnd(bytes, at)) {
            int from = at + Frames.HEADER_BYTES;
            all.add(RoomEvent.parser().parseFrom(bytes, from, Frames.frameEnd(bytes, at) - from));
        }
        return all;
    }
}
