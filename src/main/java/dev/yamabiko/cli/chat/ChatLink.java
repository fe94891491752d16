package dev.yamabiko.cli.chat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.yamabiko.cli.client.Call;
import dev.yamabiko.cli.client.Comeback;
import dev.yamabiko.cli.client.Ending;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.HubMethods;
import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.client.ResumableStream;
import dev.yamabiko.cli.client.ResumeBook;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.JoinOptions;
import dev.yamabiko.proto.hub.v1.Resume;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way into a room, over as many connections as it takes: each goes on where the one before has stopped, and says
 * again what did not come back. Listens on one thread; others may talk meanwhile.
 */
final class ChatLink {

    private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(3L * ResumableStream.HEARTBEAT_SECONDS);

    private final HubClient client;
    private final ChatMessage join;
    private final Comeback comeback;
    private final Pause pause;
    private final Consumer<ChatMessage> listener;
    private final Consumer<String> news;
    private final ResumeBook book = new ResumeBook();
    private final Unheard unheard = new Unheard();
    private volatile @Nullable Call call;
    private @Nullable Thread listening;
    private volatile boolean everIn;
    private boolean finishing;

    /**
     * Not connected yet.
     *
     * @param join the message that joins the room
     * @param listener gets each message once
     * @param news told in words what becomes of the history
     */
    ChatLink(
            HubClient client,
            ChatMessage join,
            Comeback comeback,
            Pause pause,
            Consumer<ChatMessage> listener,
            Consumer<String> news) {
        this.client = client;
        this.join = join;
        this.comeback = comeback;
        this.pause = pause;
        this.listener = listener;
        this.news = news;
    }

    /** Listens until {@link #finish}; fails where there is no sense in going on. */
    void listen() throws InterruptedException {
        listening(Thread.currentThread());
        try {
            for (Ending ending = connect(); !isLeft(ending); ending = connect()) {
                goOnAfter(ending);
            }
        } catch (InterruptedException stopped) {
            if (!isFinishing()) {
                throw stopped;
            }
        } finally {
            listening(null);
            unheard.close();
        }
    }

    /** Says something that is to be kept; what comes before a connection is there waits for it. */
    synchronized void say(ChatMessage message) throws InterruptedException {
        unheard.add(message);
        tell(message);
    }

    /** The same, and waits until it has come back, however often it must be said. */
    void sayUntilHeard(ChatMessage message) throws InterruptedException {
        say(message);
        for (Duration wait = unheard.await(message.getMessageId());
                wait != null;
                wait = unheard.await(message.getMessageId())) {
            pause.of(wait);
            tell(message);
        }
    }

    /** Says again what the hub did not take and may take by now. */
    void sayAgain() throws InterruptedException {
        for (ChatMessage message : unheard.takeLater()) {
            tell(message);
        }
    }

    /** Says something for the moment. */
    synchronized void tell(ChatMessage message) throws InterruptedException {
        Call now = call;
        if (now != null) {
            now.send(List.of(bytes(message)));
        }
    }

    /** Waits a while until all that was said has come back, and leaves; where there is no hub, without a word. */
    void finish() throws InterruptedException {
        int lost = unheard.awaitAll();
        if (lost > 0) {
            news.accept("messages that may be lost: " + lost);
        }
        leave();
    }

    private synchronized void leave() {
        finishing = true;
        Call now = call;
        if (now != null) {
            now.finish();
        } else if (listening != null && everIn) {
            listening.interrupt();
        }
    }

    /** How the connection ended; null: the room did not let us in, and may later. */
    private @Nullable Ending connect() throws InterruptedException {
        try (Call now = client.open(HubMethods.CHAT)) {
            now.send(List.of(bytes(entrance())));
            String epoch = now.open(FIRST_ANSWER);
            if (epoch != null) {
                if (!book.opened(epoch)) {
                    news.accept("the hub's history is another one now");
                }
                comeback.opened(now, "");
                if (!takeAll(now)) {
                    return null;
                }
            }
            return now.ending();
        } finally {
            lost();
        }
    }

    /** What is said from now on goes behind what was said before. */
    private synchronized void begin(Call now) throws InterruptedException {
        for (ChatMessage message : unheard.all()) {
            now.send(List.of(bytes(message)));
        }
        call = now;
        everIn = true;
        if (finishing) {
            now.finish();
        }
    }

    /** Until the end of the call; false: we are not let in. */
    private boolean takeAll(Call now) throws InterruptedException {
        for (List<byte[]> batch = now.next(SILENCE); !batch.isEmpty(); batch = now.next(SILENCE)) {
            comeback.well();
            for (byte[] bytes : batch) {
                ChatMessage message = parse(bytes);
                if (message.hasMembers()) {
                    begin(now);
                } else if (message.getType() == ChatMessage.Type.TYPE_ERROR && !isIn()) {
                    waitToBeLetIn(message);
                    return false;
                }
                take(message);
            }
        }
        return true;
    }

    private void waitToBeLetIn(ChatMessage refusal) throws InterruptedException {
        long retryMs = refusal.getError().getRetryAfterMs();
        if (!everIn || retryMs == 0) {
            throw new CommandFailure(refusal.getError().getReason() + ": " + refusal.getContent());
        }
        pause.of(Duration.ofMillis(retryMs));
    }

    private void take(ChatMessage message) {
        message.getPositionsMap().forEach(book::seen);
        if (message.getOffset() > 0) {
            boolean member = message.getType() == ChatMessage.Type.TYPE_JOIN_ROOM
                    || message.getType() == ChatMessage.Type.TYPE_LEAVE_ROOM;
            book.seen((member ? "chat-members/" : "chat/") + message.getRoomId(), message.getOffset());
        }
        unheard.heard(message);
        listener.accept(message);
    }

    private ChatMessage entrance() {
        Resume resume = book.resume();
        JoinOptions.Builder how =
                join.getJoin().toBuilder().setMembers(true).setHeartbeatSeconds(ResumableStream.HEARTBEAT_SECONDS);
        return join.toBuilder()
                .setJoin(resume == null ? how : how.setResume(resume))
                .build();
    }

    private void goOnAfter(@Nullable Ending ending) throws InterruptedException {
        if (ending == null) {
            return;
        }
        ErrorInfo expired =
                ending instanceof Ending.Refused refused ? refused.status().info(ResumeBook.HISTORY_EXPIRED) : null;
        if (expired == null) {
            comeback.after(ending);
        } else {
            news.accept(book.expired(expired));
            comeback.waitFor(ending);
        }
    }

    private synchronized void lost() {
        call = null;
    }

    private synchronized void listening(@Nullable Thread thread) {
        listening = thread;
    }

    private boolean isIn() {
        return call != null;
    }

    private boolean isLeft(@Nullable Ending ending) {
        return isFinishing()
                && (ending instanceof Ending.Completed
                        || (everIn && unheard.all().isEmpty()));
    }

    private synchronized boolean isFinishing() {
        return finishing;
    }

    private static Buffer bytes(ChatMessage message) {
        return Buffer.buffer(message.toByteArray());
    }

    private static ChatMessage parse(byte[] bytes) {
        try {
            return ChatMessage.parseFrom(bytes);
        } catch (InvalidProtocolBufferException foreign) {
            throw new CommandFailure("the hub sent what is no message: " + foreign.getMessage(), foreign);
        }
    }
}
