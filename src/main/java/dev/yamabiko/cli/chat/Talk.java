package dev.yamabiko.cli.chat;

import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.proto.chat.v1.ChatMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a person or a script says: read on one thread, and watched by another while it is being typed. */
final class Talk {

    private static final Logger LOG = LoggerFactory.getLogger(Talk.class);

    /** While somebody types, that is said so often: well within the time after which it is forgotten. */
    private static final Duration TYPING = Duration.ofSeconds(2);

    private final Prompt prompt;
    private final ChatView view;
    private final ChatLink link;
    private final String room;
    private final RandomGenerator random;
    private final Pause pause;
    private boolean typed;

    Talk(Prompt prompt, ChatView view, ChatLink link, String room, RandomGenerator random, Pause pause) {
        this.prompt = prompt;
        this.view = view;
        this.link = link;
        this.room = room;
        this.random = random;
        this.pause = pause;
    }

    /**
     * Begins to read; {@code byPerson}: what is typed, else lines of a script, each of which is heard before the next.
     */
    void begin(boolean byPerson) {
        typed = byPerson;
        start("chat-talk", this::read);
        if (byPerson) {
            start("chat-typing", this::watch);
        }
    }

    private void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    } catch (IOException gone) {
                        LOG.debug("standard input cannot be read", gone);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void read() throws IOException, InterruptedException {
        try {
            for (String line = prompt.read(); line != null && !line.equals("/quit"); line = prompt.read()) {
                take(line);
            }
        } finally {
            link.finish();
        }
    }

    private void take(String line) throws InterruptedException {
        if (line.equals("/who")) {
            prompt.show(view.who());
        } else if (line.startsWith("/") && !line.startsWith("//")) {
            prompt.show(view.said("/who says who is here, /quit leaves; a message that begins with / begins with //"));
        } else if (!line.isBlank()) {
            ChatMessage message = message(ChatMessage.Type.TYPE_TEXT)
                    .setMessageId(Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()))
                    .setContent(line.startsWith("//") ? line.substring(1) : line)
                    .build();
            if (typed) {
                link.say(message);
            } else {
                link.sayUntilHeard(message);
            }
        }
    }

    private void watch() throws InterruptedException {
        String before = "";
        while (true) {
            pause.of(TYPING);
            link.sayAgain();
            String now = prompt.typed();
            if (!now.isEmpty() && !now.equals(before) && !now.startsWith("/")) {
                link.tell(message(ChatMessage.Type.TYPE_TYPING).build());
            } else if (now.isEmpty() && !before.isEmpty()) {
                link.tell(message(ChatMessage.Type.TYPE_TYPING).setStopped(true).build());
            }
            before = now;
        }
    }

    private ChatMessage.Builder message(ChatMessage.Type type) {
        return ChatMessage.newBuilder().setType(type).setRoomId(room);
    }

    /** What a thread does. */
    private interface Work {
        void run() throws IOException, InterruptedException;
    }
}
