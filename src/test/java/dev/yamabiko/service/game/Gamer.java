package dev.yamabiko.service.game;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.game.v1.Entity;
import dev.yamabiko.proto.game.v1.GameUpdate;
import dev.yamabiko.proto.game.v1.Join;
import dev.yamabiko.proto.game.v1.Leave;
import dev.yamabiko.proto.game.v1.PlayerAction;
import dev.yamabiko.proto.game.v1.Refusal;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.Caller;
import dev.yamabiko.service.Requests;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Sink;
import dev.yamabiko.support.Await;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A player's client, without a wire: acts, and remembers what it is shown. Used by a test and an event loop. */
final class Gamer implements Sink, CallMetadata {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Context loop;
    private final String player;
    private final List<GameUpdate> updates = new CopyOnWriteArrayList<>();
    private final Map<String, Entity> seen = new ConcurrentSkipListMap<>();
    private volatile boolean reads = true;
    private volatile boolean over;
    private volatile @Nullable Throwable failure;
    private @Nullable Requests requests;
    private Runnable onWritable = () -> {};

    /** Opens a call on an event loop. */
    Gamer(Context loop, GameService service, String player) {
        this.loop = loop;
        this.player = player;
        loop.runOnContext(v -> requests = service.play(this, this));
    }

    /** Joins a match, and waits for the seat. */
    Gamer join(String match) {
        send(Join.newBuilder().setMatchId(match).setPlayerId(player));
        await("seat of " + player, update -> update.hasJoined());
        return this;
    }

    void send(Join.Builder join) {
        send(PlayerAction.newBuilder().setJoin(join).build());
    }

    void leave() {
        send(PlayerAction.newBuilder().setLeave(Leave.getDefaultInstance()).build());
    }

    void send(PlayerAction... actions) {
        inCall(open -> {
            for (PlayerAction action : actions) {
                byte[] bytes = action.toByteArray();
                open.message(bytes, 0, bytes.length);
            }
            open.flush();
        });
    }

    /** Sends bytes as one message. */
    void send(byte[] bytes) {
        inCall(open -> open.message(bytes, 0, bytes.length));
    }

    void halfClose() {
        inCall(Requests::finish);
    }

    /** Goes away, as a client does whose connection breaks. */
    void disconnect() {
        inCall(open -> close());
    }

    /** Takes no more updates, until told otherwise. */
    void stopReading() {
        reads = false;
    }

    void readAgain() {
        reads = true;
        loop.runOnContext(v -> onWritable.run());
    }

    List<GameUpdate> updates() {
        return updates;
    }

    List<Refusal> refusals() {
        return updates.stream()
                .flatMap(update -> update.getRefusalsList().stream())
                .toList();
    }

    /** Forgets the updates there were. */
    void forget() {
        updates.clear();
    }

    /** Where an entity was seen last; -1: it is not seen. */
    int x(String entity) {
        Entity there = seen.get(entity);
        return there == null ? -1 : there.getX();
    }

    boolean over() {
        return over;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** The first update that is so. */
    GameUpdate await(String what, Predicate<GameUpdate> wanted) {
        Await.until(
                () -> what + ", failed: " + failure + ", of " + updates,
                PATIENCE,
                () -> updates.stream().anyMatch(wanted));
        return updates.stream().filter(wanted).findFirst().orElseThrow();
    }

    Refusal awaitRefusal(Refusal.Reason reason) {
        GameUpdate update = await(
                reason.name(),
                some -> some.getRefusalsList().stream().anyMatch(refusal -> refusal.getReason() == reason));
        return update.getRefusalsList().stream()
                .filter(refusal -> refusal.getReason() == reason)
                .findFirst()
                .orElseThrow();
    }

    void awaitX(String entity, int x) {
        Await.until(() -> entity + " at " + x + " but at " + x(entity), PATIENCE, () -> x(entity) == x);
    }

    private void inCall(Consumer<Requests> action) {
        loop.runOnContext(v -> {
            if (requests == null || over) {
                return;
            }
            try {
                action.accept(requests);
            } catch (RuntimeException refused) {
                fail(refused);
            }
        });
    }

    private void close() {
        if (!over) {
            over = true;
            if (requests != null) {
                requests.close();
            }
        }
    }

    @Override
    public Caller caller() {
        return new Caller("tester");
    }

    @Override
    public String origin() {
        return "10.0.0.1";
    }

    @Override
    public @Nullable String get(String name) {
        return null;
    }

    @Override
    public boolean writable() {
        return reads && !over;
    }

    @Override
    public void write(Frames frames) {
        if (over) {
            return;
        }
        int from = frames.start() + Frames.HEADER_BYTES;
        GameUpdate update;
        try {
            update = GameUpdate.parser().parseFrom(frames.array(), from, frames.end() - from);
        } catch (InvalidProtocolBufferException error) {
            throw new AssertionError(error);
        }
        if (update.getSnapshot()) {
            seen.clear();
        }
        update.getGoneList().forEach(seen::remove);
        update.getEntitiesList().forEach(entity -> seen.put(entity.getId(), entity));
        updates.add(update);
    }

    @Override
    public void onWritable(Runnable action) {
        onWritable = action;
    }

    @Override
    public void onClose(Runnable action) {
        throw new AssertionError("the gateway closes the requests");
    }

    @Override
    public void end() {
        close();
    }

    @Override
    public void fail(Throwable error) {
        failure = error;
        close();
    }
}
