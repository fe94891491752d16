package dev.yamabiko.service.chat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.service.Times;
import dev.yamabiko.stream.Frames;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;

/**
 * What one client is told of who is typing: nothing of itself, nothing that is over for long, and that somebody has
 * stopped only where it was told of the beginning. Used on one event loop.
 */
final class TypingFilter {

    private final String self;
    private final long typingMs;
    private final Clock clock;
    private final Set<String> shown = new HashSet<>();

    /** {@code self}: the user of the client. */
    TypingFilter(String self, long typingMs, Clock clock) {
        this.self = self;
        this.typingMs = typingMs;
        this.clock = clock;
    }

    /** Those messages that are news. */
    Frames of(Frames values) {
        ByteArrayOutputStream news = new ByteArrayOutputStream(values.length());
        byte[] bytes = values.array();
        for (int at = values.start(), next; at < values.end(); at = next) {
            next = Frames.frameEnd(bytes, at);
            if (isNews(bytes, at + Frames.HEADER_BYTES, next)) {
                news.write(bytes, at, next - at);
            }
        }
        return news.size() == values.length() ? values : Frames.of(news.toByteArray(), 0, news.size());
    }

    private boolean isNews(byte[] bytes, int from, int to) {
        try {
            ChatMessage message = ChatMessage.parser().parseFrom(bytes, from, to - from);
            String user = message.getUserId();
            if (message.getHeartbeat() || user.equals(self)) {
                return false;
            }
            if (message.getStopped()) {
                return shown.remove(user);
            }
            boolean current = Times.millis(message.getTimestamp()) > clock.millis() - 2 * typingMs;
            if (current) {
                shown.add(user);
            }
            return current;
        } catch (InvalidProtocolBufferException foreign) {
            return false; // from a node of another version
        }
    }
}
