package dev.yamabiko.service.game;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.game.v1.GameUpdate;
import dev.yamabiko.proto.game.v1.Join;
import dev.yamabiko.proto.game.v1.PlayerAction;
import dev.yamabiko.proto.game.v1.PlayerInput;
import dev.yamabiko.proto.game.v1.Refusal.Reason;
import dev.yamabiko.proto.game.v1.SessionStatus;
import dev.yamabiko.service.Caller;
import dev.yamabiko.service.Requests;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Sink;
import dev.yamabiko.stream.StreamError;
import io.vertx.core.eventbus.ReplyException;
import org.jspecify.annotations.Nullable;

/**
 * One Play call: actions in, updates out, and the session of its player while it has one. A client that does not read
 * gets the newest state once it does. Used on the event loop of its call only.
 */
final class PlayCall implements Requests, MatchLink.Player {

    private static final int ROUNDS_PER_SECOND = (int) (1_000 / Links.ROUND_MS);

    /** A client that has half-closed waits so long for a match that does not answer, in rounds. */
    private static final int LAST_ROUNDS = 5 * ROUNDS_PER_SECOND;

    private final GameService service;
    private final Caller caller;
    private final Sink sink;
    private final Refusals refusals = new Refusals();
    private @Nullable PlayerSession session;
    private @Nullable MatchLink link;
    private int heartbeatRounds;
    private int quietRounds;
    private int lastRounds;
    private long skipped;
    private boolean acted;
    private boolean finishing;

    PlayCall(GameService service, Caller caller, Sink sink) {
        this.service = service;
        this.caller = caller;
        this.sink = sink;
        sink.onWritable(this::writable);
    }

    @Override
    public void message(byte[] bytes, int from, int to) {
        PlayerAction action = parse(bytes, from, to);
        PlayerSession playing = session;
        switch (action.getKindCase()) {
            case JOIN -> join(action);
            case LEAVE, ACT -> {
                if (playing == null) {
                    refuse(action, Reason.REASON_NOT_JOINED, "match: none (expected: join first)");
                } else if (action.hasLeave()) {
                    playing.leave();
                } else {
                    playing.act(action);
                }
                acted = true;
            }
            default -> refuse(action, Reason.REASON_INVALID, "kind: none (expected: join, leave or act)");
        }
    }

    @Override
    public void flush() {
        MatchLink open = link;
        if (session == null) {
            tellRefusals();
        } else if (acted && open != null) {
            open.say(this);
        }
        acted = false;
    }

    @Override
    public void finish() {
        finishing = true;
        if (session == null) {
            sink.end();
        } else {
            session.leave();
            acted = true;
            flush();
        }
    }

    @Override
    public void close() {
        dissolve();
    }

    private void join(PlayerAction action) {
        Join join = action.getJoin();
        if (session != null) {
            refuse(action, Reason.REASON_ALREADY_JOINED, "match: " + join.getMatchId() + " (expected: leave first)");
            return;
        }
        Verdict broken = service.broken(join);
        if (broken != null) {
            refuse(action, broken.reason(), broken.message());
            return;
        }
        service.admit(caller, join);
        MatchLink opened = service.links().to(join.getMatchId());
        link = opened;
        heartbeatRounds = join.getHeartbeatSeconds() * ROUNDS_PER_SECOND;
        PlayerSession begun = service.session(join, refusals);
        session = begun;
        opened.seek(join.getRules())
                .onSuccess(host -> found(action, begun, host))
                .onFailure(error -> {
                    if (session == begun) {
                        notFound(action, error);
                    }
                });
    }

    private void found(PlayerAction action, PlayerSession begun, HostAnswer host) {
        MatchLink opened = link;
        if (session != begun || opened == null) {
            return;
        }
        String wanted = action.getJoin().getRules();
        if (wanted.isEmpty() || wanted.equals(host.rules())) {
            begun.playBy(service.rules(host.rules()));
            opened.join(this);
        } else {
            dissolve();
            refuse(action, Reason.REASON_OTHER_RULES, "rules: " + wanted + " (expected: " + host.rules() + ")");
            tellRefusals();
        }
    }

    private void notFound(PlayerAction action, Throwable error) {
        dissolve();
        if (error instanceof ReplyException reply && reply.failureCode() == GameVerticle.FULL) {
            refuse(action, Reason.REASON_NODE_FULL, String.valueOf(reply.getMessage()));
            tellRefusals();
        } else {
            sink.fail(new StreamError.JournalUnavailable("match: no node runs it: " + error.getMessage()));
        }
    }

    @Override
    public String session() {
        return session == null ? "" : session.id();
    }

    @Override
    public PlayerInput input(long beat) {
        return session == null ? PlayerInput.getDefaultInstance() : session.input(beat);
    }

    @Override
    public void news(Replica replica) {
        PlayerSession playing = session;
        if (playing == null) {
            return;
        }
        SessionStatus status = replica.session(playing.id());
        if (status != null && status.getEnded() != Reason.REASON_UNSPECIFIED) {
            ended(playing, status.getEnded());
        } else if (sink.writable()) {
            write(playing.update(replica, skipped));
        } else {
            skipped++;
        }
    }

    @Override
    public void round(Replica replica) {
        quietRounds++;
        if (finishing && ++lastRounds > LAST_ROUNDS) {
            sink.end();
        } else if (!refusals.isEmpty() && sink.writable()) {
            news(replica);
        } else if (heartbeatRounds > 0 && quietRounds >= heartbeatRounds && sink.writable() && session != null) {
            write(session.heartbeat(replica));
        }
    }

    @Override
    public void fail(Throwable error) {
        sink.fail(error);
    }

    private void writable() {
        MatchLink open = link;
        if (open != null) {
            open.show(this);
        } else {
            tellRefusals();
        }
    }

    private void ended(PlayerSession playing, Reason why) {
        boolean left = playing.leaves() && why == Reason.REASON_AWAY;
        dissolve();
        if (left) {
            write(GameUpdate.newBuilder()
                    .setLeft(true)
                    .addAllRefusals(refusals.take())
                    .build());
        } else {
            refusals.add(new Verdict(why, GameService.explain(why)).of(0));
            tellRefusals();
        }
        if (finishing || (!left && why != Reason.REASON_MATCH_FULL)) {
            sink.end();
        }
    }

    /** The session is over, if there is one. */
    private void dissolve() {
        MatchLink open = link;
        if (session != null && open != null) {
            session.over();
            open.part(this);
        }
        session = null;
        link = null;
        skipped = 0;
    }

    private void refuse(PlayerAction action, Reason why, String message) {
        refusals.add(new Verdict(why, message).of(action.getSequence()));
    }

    private void tellRefusals() {
        if (!refusals.isEmpty() && sink.writable()) {
            write(GameUpdate.newBuilder().addAllRefusals(refusals.take()).build());
        }
    }

    private void write(@Nullable GameUpdate update) {
        if (update != null) {
            quietRounds = 0;
            skipped = 0;
            sink.write(Frames.ofMessage(update.toByteArray()));
        }
    }

    private static PlayerAction parse(byte[] bytes, int from, int to) {
        try {
            return PlayerAction.parser().parseFrom(bytes, from, to - from);
        } catch (InvalidProtocolBufferException error) {
            throw new ServiceError.MalformedMessage("message: " + error.getMessage());
        }
    }
}
