package dev.yamabiko;

import dev.yamabiko.config.GamesConfig;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.fold.Footing;
import dev.yamabiko.service.game.GameService;
import dev.yamabiko.service.game.GameSettings;
import dev.yamabiko.service.game.GameVerticle;
import dev.yamabiko.service.game.MatchSettings;
import dev.yamabiko.service.game.arena.Arena;
import dev.yamabiko.stream.latest.Boards;
import dev.yamabiko.stream.latest.LatestLane;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the games of a node are made of. Thread-safe. */
final class GameParts {

    /** Sessions say twice a second that they are there, and the relay may lose a few of these. */
    private static final long SILENT_MS = 3_000;

    private final ServiceParts.Core core;
    private final Footing footing;
    private final Boards boards;
    private final Permissions permissions;
    private final GameSettings settings;

    GameParts(ServiceParts.Core core, Footing footing, Boards boards, Permissions permissions) {
        this.core = core;
        this.footing = footing;
        this.boards = boards;
        this.permissions = permissions;
        GamesConfig games = core.config().games();
        MatchSettings match = new MatchSettings(
                TimeUnit.SECONDS.toMillis(games.graceSeconds()),
                SILENT_MS,
                TimeUnit.SECONDS.toMillis(games.sleepSeconds()),
                games.snapshotMs(),
                games.stallMs());
        this.settings = new GameSettings(
                List.of(new Arena()), match, games.maxMatches(), games.actionsPerSecond(), core.clock(), core.random());
    }

    /** What runs the matches of the node. */
    GameVerticle verticle() {
        return new GameVerticle(footing, core.nodes(), boards, settings, core.gauges());
    }

    /** The service of the current event loop. */
    GameService service(Vertx loop, LatestLane lane) {
        return new GameService(loop, lane, core.relay(), settings, permissions);
    }
}
