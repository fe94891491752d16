package dev.yamabiko.chaos.rig;

import dev.yamabiko.proto.game.v1.Act;
import dev.yamabiko.proto.game.v1.Entity;
import dev.yamabiko.proto.game.v1.GameServiceGrpc;
import dev.yamabiko.proto.game.v1.GameUpdate;
import dev.yamabiko.proto.game.v1.Join;
import dev.yamabiko.proto.game.v1.Leave;
import dev.yamabiko.proto.game.v1.PlayerAction;
import dev.yamabiko.proto.game.v1.Refusal;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A player's client: one Play call at a time, and what it has been shown. Thread-safe. */
public final class Player {

    private final String name;
    private final Map<String, Entity> seen = new HashMap<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final TickTimes times = new TickTimes();
    private @Nullable Call call;
    private GameUpdate last = GameUpdate.getDefaultInstance();
    private @Nullable GameUpdate joined;
    private String end = "";
    private long sequence;
    private long updates;
    private long bytes;
    private boolean left;

    /** Of a player who is nowhere yet. */
    public Player(String name) {
        this.name = name;
    }

    /** Opens a call and asks for a seat. */
    public synchronized void join(Channel channel, String match, String rules) {
        Call opened = new Call();
        call = opened;
        joined = null;
        end = "";
        left = false;
        refusals.clear();
        opened.requests = GameServiceGrpc.newStub(channel).withWaitForReady().play(opened);
        send(PlayerAction.newBuilder()
                .setJoin(Join.newBuilder().setMatchId(match).setPlayerId(name).setRules(rules))
                .build());
    }

    /** The sequence of its next action. */
    public synchronized long next() {
        return sequence + 1;
    }

    /** Wants to do something. */
    public synchronized void send(long as, Act act) {
        sequence = Math.max(sequence, as);
        send(PlayerAction.newBuilder().setSequence(as).setAct(act).build());
    }

    /** Wants to go somewhere. */
    public synchronized void move(int dx, int dy) {
        send(
                next(),
                Act.newBuilder()
                        .setVerb("move")
                        .putArguments("dx", dx)
                        .putArguments("dy", dy)
                        .build());
    }

    /** Sends whatever there is to send. */
    public synchronized void send(PlayerAction action) {
        Call open = call;
        if (open != null && open.requests != null && end.isEmpty()) {
            open.requests.onNext(action);
        }
    }

    /** Gets up. */
    public void leave() {
        send(PlayerAction.newBuilder().setLeave(Leave.getDefaultInstance()).build());
    }

    /** Breaks the call off. */
    public synchronized void drop() {
        Call open = call;
        call = null;
        if (open != null && open.requests != null) {
            open.requests.onError(Status.CANCELLED.asRuntimeException());
        }
    }

    /** Half-closes. */
    public synchronized void finish() {
        Call open = call;
        if (open != null && open.requests != null) {
            open.requests.onCompleted();
        }
    }

    /** The first update with a seat since the last join; null: there was none. */
    public synchronized @Nullable GameUpdate joined() {
        return joined;
    }

    /** The newest update. */
    public synchronized GameUpdate last() {
        return last;
    }

    /** How the call has ended; empty: it has not. */
    public synchronized String end() {
        return end;
    }

    /** True once the hub has said that the player has left. */
    public synchronized boolean left() {
        return left;
    }

    /** Refusals since the last join. */
    public synchronized List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    /** True if an action was refused for a reason. */
    public synchronized boolean refused(Predicate<Refusal> wanted) {
        return refusals.stream().anyMatch(wanted);
    }

    /** What is seen of an entity; null: nothing. */
    public synchronized @Nullable Entity seen(String id) {
        return seen.get(id);
    }

    /** All that is seen. */
    public synchronized List<Entity> seen() {
        return List.copyOf(seen.values());
    }

    /** The player's own runner. */
    public @Nullable Entity self() {
        return seen("runner/" + name);
    }

    /** Updates that came. */
    public synchronized long updates() {
        return updates;
    }

    /** Bytes of all updates that came. */
    public synchronized long bytes() {
        return bytes;
    }

    /** When ticks were heard of. */
    public TickTimes times() {
        return times;
    }

    private synchronized void got(Call from, GameUpdate update) {
        if (from != call) {
            return;
        }
        updates++;
        bytes += update.getSerializedSize();
        refusals.addAll(update.getRefusalsList());
        left |= update.getLeft();
        if (update.getSnapshot()) {
            seen.clear();
        }
        if (update.hasJoined()) {
            joined = update;
            sequence = Math.max(sequence, update.getApplied());
        }
        update.getGoneList().forEach(seen::remove);
        update.getEntitiesList().forEach(entity -> seen.put(entity.getId(), entity));
        if (update.getTick() > 0) {
            last = update;
            times.heard(update);
        }
    }

    private synchronized void over(Call from, String how) {
        if (from == call) {
            end = how;
        }
    }

    private final class Call implements StreamObserver<GameUpdate> {
        private @Nullable StreamObserver<PlayerAction> requests;

        @Override
        public void onNext(GameUpdate update) {
            got(this, update);
        }

        @Override
        public void onError(Throwable error) {
            over(this, error.toString());
        }

        @Override
        public void onCompleted() {
            over(this, "OK");
        }
    }
}
