package dev.yamabiko.service.game;

import dev.yamabiko.node.Node;
import dev.yamabiko.proto.game.v1.MatchRecord;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.fold.FoldBounds;
import dev.yamabiko.service.fold.Folds;
import dev.yamabiko.service.fold.Footing;
import dev.yamabiko.service.game.arena.Arena;
import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.StreamLimits;
import dev.yamabiko.stream.latest.Boards;
import dev.yamabiko.stream.latest.LatestLane;
import dev.yamabiko.support.FakeNodes;
import dev.yamabiko.support.HeldJournal;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** One node that runs games over a journal in memory, with calls on two event loops. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
abstract class GameFixture {

    final Clock clock = Clock.systemUTC();
    final Gauges gauges = new Gauges();
    final FakeNodes nodes = new FakeNodes(FakeNodes.node("node-1", Node.State.SERVING));
    Permissions permissions = Permissions.EVERYTHING;
    Vertx vertx;
    HeldJournal journal;
    Footing footing;
    GameSettings settings;
    String deployment;
    private Boards boards;
    private LocalRelay relay;

    @BeforeEach
    void open(Vertx vertx) throws Exception {
        this.vertx = vertx;
        journal = new HeldJournal(new MemoryJournal(vertx, new JournalBounds(0, 0, 1_000), clock, new Random(1)));
        relay = new LocalRelay(vertx);
        Appender appender = new Appender(vertx, journal, relay, StreamLimits.DEFAULT, gauges);
        footing = new Footing(vertx, journal, appender, relay, clock);
        settings =
                new GameSettings(List.of(new FlatRules(), new Arena()), Plays.SETTINGS, 3, 100, clock, new Random(2));
        boards = new Boards(vertx, relay, clock, 10_000, gauges);
        deploy();
    }

    void deploy() throws Exception {
        deployment = vertx.deployVerticle(new GameVerticle(footing, nodes, boards, settings, gauges))
                .await(10, TimeUnit.SECONDS);
    }

    /** A client with a call on an event loop of its own. */
    Gamer gamer(String player) throws Exception {
        Context loop = vertx.getOrCreateContext();
        CompletableFuture<GameService> service = new CompletableFuture<>();
        loop.runOnContext(v -> service.complete(
                new GameService(vertx, new LatestLane(vertx, boards, gauges), relay, settings, permissions)));
        return new Gamer(loop, service.get(10, TimeUnit.SECONDS), player);
    }

    /** As another node knows who runs which match. */
    Folds<Claims, MatchRecord> elsewhere() {
        return new Folds<>(footing, new ClaimsKind(journal), new FoldBounds("elsewhere", 100, 100), new Gauges());
    }

    long gauge(String name) {
        return gauges.snapshot().getOrDefault(name, 0L);
    }
}
