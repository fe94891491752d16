package dev.yamabiko.service.chat;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.service.Confluence;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.ReadRequest;
import dev.yamabiko.stream.latest.KeyFilter;
import dev.yamabiko.stream.latest.LatestRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One stream of one user in one room: reads what is said, who comes and goes, and who is typing, and holds the user in
 * the room meanwhile. Used on the event loop of its call.
 */
final class RoomStream {

    private static final KeyFilter EVERYBODY = key -> true;

    private final Entrance entrance;
    private final RoomReads reads;
    private final Confluence out;
    private final Consumer<Throwable> failed;
    private final UnaryOperator<Frames> form;
    private final Said said = new Said();
    private Runnable stopReading = () -> {};
    private long own;
    private boolean types;
    private boolean joined;
    private boolean over;

    /**
     * Nothing is read yet.
     *
     * @param failed told why no more can be read
     * @param form what messages look like to who gets them
     */
    RoomStream(
            Entrance entrance,
            RoomReads reads,
            Confluence out,
            Consumer<Throwable> failed,
            UnaryOperator<Frames> form) {
        this.entrance = entrance;
        this.reads = reads;
        this.out = out;
        this.failed = failed;
        this.form = form;
    }

    String room() {
        return entrance.room();
    }

    /** The client has said something, which has this offset. */
    void said(long offset) {
        own = Math.max(own, offset);
    }

    /** The client types, or not any more. */
    void typing(boolean now) {
        if (now) {
            reads.share().typing().begin(room(), entrance.user());
        } else if (types) {
            reads.share().typing().stop(room(), entrance.user());
        }
        types = now;
    }

    /** Complete when the client was given all that it has said. */
    Future<Void> ownRead() {
        Promise<Void> read = Promise.promise();
        said.onProgress(() -> {
            if (said.given() >= own) {
                read.tryComplete();
            }
        });
        return read.future();
    }

    /** Joins the room, and begins to read; fails where the room cannot be joined. */
    Future<Void> begin() {
        return reads.journal()
                .extent(ChatTopics.messages(room()))
                .compose(messages -> seats().join(entrance).map(seated -> {
                    joined = true;
                    if (over) {
                        seats().lose(room(), entrance.user());
                    } else {
                        read(entrance.readRequest(messages, seated), seated);
                    }
                    return null;
                }));
    }

    /** Leaves the room, which was joined; complete when that is announced, or need not be. */
    Future<Void> leave() {
        if (over) {
            return Future.succeededFuture();
        }
        over = true;
        typing(false);
        stopReading.run();
        return seats().leave(room(), entrance.user());
    }

    /** The stream is lost. */
    void lose() {
        if (!over) {
            over = true;
            typing(false);
            stopReading.run();
            if (joined) {
                seats().lose(room(), entrance.user());
            }
        }
    }

    private void ended(@Nullable Throwable error) {
        if (error != null) {
            failed.accept(error);
        }
    }

    private Seats seats() {
        return reads.share().seats();
    }

    private void read(ReadRequest request, Seated seated) {
        if (entrance.members()) {
            ChatMessage.Builder first = ChatMessage.newBuilder()
                    .setRoomId(room())
                    .setHeartbeat(true)
                    .setMembers(seated.members());
            request.resume().after().forEach((topic, offset) -> first.putPositions(topic.name(), offset));
            out.write(form.apply(Frames.ofMessage(first.build().toByteArray())));
        }
        said.from(request.resume().after().getOrDefault(ChatTopics.messages(room()), 0L));
        Confluence.Branch messages = out.branch(this::ended);
        Confluence.Branch typing = out.branch(ignored -> {}); // one can do without
        stopReading = () -> {
            messages.close();
            typing.close();
        };
        reads.lane().subscribe(request, new FormedSink(messages, form, said::note));
        TypingFilter news = new TypingFilter(
                entrance.user(),
                reads.share().settings().typingMs(),
                reads.share().clock());
        reads.typing()
                .read(
                        new LatestRequest(ChatTopics.typing(room()), EVERYBODY, 0, 0),
                        new FormedSink(typing, values -> form.apply(news.of(values)), values -> {}));
    }
}
