package dev.yamabiko.service.game;

import dev.yamabiko.proto.game.v1.Join;
import dev.yamabiko.proto.game.v1.Refusal.Reason;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.Caller;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.Permissions.Action;
import dev.yamabiko.service.Requests;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.stream.Relay;
import dev.yamabiko.stream.Sink;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.latest.LatestLane;
import io.vertx.core.Vertx;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Games, for the calls of one event loop: created and used there. */
public final class GameService {

    private static final int MAX_HEARTBEAT_SECONDS = 3_600;

    private final GameSettings settings;
    private final Permissions permissions;
    private final Links links;

    /** Hears news through a lane, and says what players want through a relay. */
    public GameService(Vertx vertx, LatestLane lane, Relay relay, GameSettings settings, Permissions permissions) {
        this.settings = settings;
        this.permissions = permissions;
        this.links = new Links(vertx, lane, relay, settings.match(), settings.clock());
    }

    /** {@code Play}. */
    public Requests play(CallMetadata call, Sink sink) {
        return new PlayCall(this, call.caller(), sink);
    }

    /** Ends every call: the node is going away. */
    public void drain() {
        links.drain(new StreamError.Draining());
    }

    Links links() {
        return links;
    }

    /** Throws {@link ServiceError.Denied} if the caller may not play, or not as that player. */
    void admit(Caller caller, Join join) {
        permissions.require(caller, Action.WRITE, GameTopics.PREFIX + join.getMatchId());
        permissions.requireSelf(caller, join.getPlayerId());
    }

    /** Why a join cannot be; null: it can. */
    @Nullable
    Verdict broken(Join join) {
        FieldRules fields = new FieldRules();
        GameTopics.checkId(fields, "match_id", join.getMatchId());
        GameTopics.checkId(fields, "player_id", join.getPlayerId());
        fields.range("heartbeat_seconds", join.getHeartbeatSeconds(), 0, MAX_HEARTBEAT_SECONDS);
        try {
            fields.check();
        } catch (ServiceError.InvalidRequest invalid) {
            return new Verdict(Reason.REASON_INVALID, String.valueOf(invalid.getMessage()));
        }
        return join.getRules().isEmpty() || settings.knows(join.getRules())
                ? null
                : new Verdict(
                        Reason.REASON_UNKNOWN_RULES, "rules: unknown (expected: one of " + settings.names() + ")");
    }

    Rules rules(String name) {
        return settings.rules(name);
    }

    PlayerSession session(Join join, Refusals refusals) {
        String id = HexFormat.of().toHexDigits(settings.random().nextLong());
        return new PlayerSession(
                id, join, new Outbox(new TurnRate(settings.actionsPerSecond(), settings.clock())), refusals);
    }

    /** Why a session has ended, for a person. */
    static String explain(Reason why) {
        return switch (why) {
            case REASON_TAKEN_OVER -> "player: plays on another stream (expected: one at a time)";
            case REASON_MATCH_FULL -> "match: full (expected: a seat that is free)";
            default -> "player: away for too long, or has left (expected: join again)";
        };
    }
}
