package dev.yamabiko.cli.chat;

import dev.yamabiko.proto.chat.v1.ChatError;
import dev.yamabiko.proto.chat.v1.ChatMessage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was said and has not come back yet: it is said again after a lost connection, under the same id, so that it is
 * kept once. Thread-safe.
 */
final class Unheard {

    private static final long FAREWELL_MS = 10_000;

    private final Map<String, ChatMessage> messages = new LinkedHashMap<>();
    private final Map<String, Duration> later = new LinkedHashMap<>();
    private boolean over;

    /** Something is being said. */
    synchronized void add(ChatMessage message) {
        messages.put(message.getMessageId(), message);
    }

    /** Something has come. */
    synchronized void heard(ChatMessage message) {
        ChatError error = message.getError();
        if (message.getType() != ChatMessage.Type.TYPE_ERROR || error.getRetryAfterMs() == 0) {
            messages.remove(message.getMessageId());
        } else {
            Duration wait = Duration.ofMillis(error.getRetryAfterMs());
            boolean several = error.getRefused() > 1; // of which the hub names the first
            (several ? messages.keySet() : List.of(message.getMessageId())).forEach(id -> later.put(id, wait));
        }
        notifyAll();
    }

    /** What is to be said again by now, in the order in which it was said. */
    synchronized List<ChatMessage> takeLater() {
        List<ChatMessage> again = messages.values().stream()
                .filter(message -> later.containsKey(message.getMessageId()))
                .toList();
        later.clear();
        return again;
    }

    /** All of it, in the order in which it was said. */
    synchronized List<ChatMessage> all() {
        return List.copyOf(messages.values());
    }

    /** Nothing more will come. */
    synchronized void close() {
        over = true;
        notifyAll();
    }

    /** Waits until it has come back, or nothing will: null; or says after what time it is to be said again. */
    synchronized @Nullable Duration await(String id) throws InterruptedException {
        while (messages.containsKey(id) && !over && !later.containsKey(id)) {
            wait();
        }
        return over ? null : later.remove(id);
    }

    /** Waits a while until all has come back, or nothing will; how many have not. */
    synchronized int awaitAll() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMillis(FAREWELL_MS).toNanos();
        while (!messages.isEmpty() && !over && System.nanoTime() < end) {
            wait(100);
        }
        return messages.size();
    }
}
