package dev.yamabiko.service.game;

import dev.yamabiko.node.Node;
import dev.yamabiko.node.Nodes;
import dev.yamabiko.proto.game.v1.MatchRecord;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.fold.FoldBounds;
import dev.yamabiko.service.fold.Folds;
import dev.yamabiko.service.fold.Footing;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.latest.Boards;
import dev.yamabiko.stream.latest.LatestLane;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs matches: those that this node has claimed. Send to {@value #ADDRESS} a {@link JsonObject} with {@code match_id},
 * {@code rules} (for a new match) and {@code missed_term} (of a node that runs it and is not heard any more); the reply
 * is a {@link JsonObject} with {@code node}, {@code term} and {@code rules} of whoever runs it now, this node if nobody
 * did, or a failure with code {@value #INVALID}, {@value #FULL} or {@value #UNAVAILABLE}.
 */
public final class GameVerticle extends VerticleBase {

    /** The event-bus address at which a node for a match is asked for. */
    public static final String ADDRESS = "yamabiko.games.host";

    /** Failure code: it breaks a rule. */
    public static final int INVALID = 400;

    /** Failure code: this node runs as many matches as it may. */
    public static final int FULL = 429;

    /** Failure code: nobody knows now who runs the match. */
    public static final int UNAVAILABLE = 503;

    private static final int WAITING_PER_MATCH = 10;

    private final Footing footing;
    private final Nodes nodes;
    private final Boards boards;
    private final GameSettings settings;
    private final Gauges gauges;
    private final Map<String, Host> hosts = new HashMap<>();
    private @Nullable HostPlace place;
    private @Nullable MessageConsumer<JsonObject> consumer;
    private boolean stopping;

    /** Keeps matches with the footing, and hears their players through the boards. */
    public GameVerticle(Footing footing, Nodes nodes, Boards boards, GameSettings settings, Gauges gauges) {
        this.footing = footing;
        this.nodes = nodes;
        this.boards = boards;
        this.settings = settings;
        this.gauges = gauges;
    }

    @Override
    public Future<?> start() {
        FoldBounds bounds = new FoldBounds("games", settings.maxMatches(), settings.maxMatches() * WAITING_PER_MATCH);
        Folds<Claims, MatchRecord> claims = new Folds<>(footing, new ClaimsKind(footing.journal()), bounds, gauges);
        place = new HostPlace(
                vertx,
                nodes.self().id(),
                new LatestLane(vertx, boards, gauges),
                footing.relay(),
                claims,
                settings,
                GameGauges.in(gauges),
                System::nanoTime);
        consumer = vertx.eventBus().localConsumer(ADDRESS, this::received);
        return Future.succeededFuture();
    }

    /** Gives up what it runs, so that others go on at once. */
    @Override
    public Future<?> stop() {
        stopping = true;
        List<Future<Void>> released =
                List.copyOf(hosts.values()).stream().map(Host::release).toList();
        return Future.join(released)
                .transform(done -> consumer == null ? Future.succeededFuture() : consumer.unregister());
    }

    private void received(Message<JsonObject> message) {
        HostRequest request;
        try {
            request = checked(message.body());
        } catch (ServiceError | ClassCastException | IllegalArgumentException invalid) {
            message.fail(INVALID, invalid.getMessage());
            return;
        }
        find(request, 1)
                .onSuccess(answer -> message.reply(answer.toJson()))
                .onFailure(error -> message.fail(
                        error instanceof StreamError.LimitReached ? FULL : UNAVAILABLE, error.getMessage()));
    }

    private HostRequest checked(JsonObject body) {
        HostRequest request = HostRequest.of(body);
        FieldRules fields = new FieldRules();
        GameTopics.checkId(fields, "match_id", request.match());
        fields.check();
        return new HostRequest(request.match(), settings.rules(request.rules()).name(), request.missedTerm());
    }

    /** What this node has claimed before and does not run was never heard to be kept: it is claimed once more. */
    private Future<HostAnswer> find(HostRequest request, int tries) {
        if (stopping) {
            return Future.failedFuture(new StreamError.Draining());
        }
        HostPlace here = Objects.requireNonNull(place);
        boolean room = hosts.size() < settings.maxMatches();
        ClaimCommand command = new ClaimCommand(
                here.node(), request.rules(), settings.random().nextLong(), request.missedTerm(), there(), room);
        return here.claims().run(request.match(), command).compose(holder -> {
            MatchRecord record = holder.record();
            boolean ours = record.getNode().equals(here.node());
            if (holder.fresh()) {
                host(request.match(), record, here);
            } else if (ours && !runs(request.match(), record.getTerm()) && tries < 2) {
                return find(new HostRequest(request.match(), request.rules(), record.getTerm()), tries + 1);
            }
            return Future.succeededFuture(new HostAnswer(record.getNode(), record.getTerm(), record.getRules()));
        });
    }

    private boolean runs(String match, long term) {
        Host host = hosts.get(match);
        return host != null && host.term() >= term;
    }

    /** Nodes that may be left to run what they have. */
    private Set<String> there() {
        return nodes.all().stream()
                .filter(node -> node.state() != Node.State.SILENT)
                .map(Node::id)
                .collect(Collectors.toSet());
    }

    private void host(String match, MatchRecord record, HostPlace here) {
        Host before = hosts.remove(match);
        if (before != null) {
            before.stop();
        }
        here.gauges().claims().increment();
        hosts.put(match, new Host(match, record, here, stopped -> hosts.remove(match, stopped)));
    }
}
