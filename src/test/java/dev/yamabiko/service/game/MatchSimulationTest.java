package dev.yamabiko.service.game;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.game.v1.Entity;
import dev.yamabiko.proto.game.v1.GameUpdate;
import dev.yamabiko.proto.game.v1.Join;
import dev.yamabiko.proto.game.v1.MatchNews;
import dev.yamabiko.proto.game.v1.MatchRecord;
import dev.yamabiko.proto.game.v1.PlayerInput;
import dev.yamabiko.proto.game.v1.Refusal;
import dev.yamabiko.proto.game.v1.SessionStatus;
import dev.yamabiko.service.game.arena.Arena;
import dev.yamabiko.stream.Selection;
import dev.yamabiko.stream.latest.LatestSource;
import dev.yamabiko.support.FakeRelay;
import dev.yamabiko.support.ManualClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A match with players who walk, cheat, drop and read slowly, while what nodes say to each other is lost and the node
 * that runs the match dies. Each player sees what is near, as it is, once all is quiet. A seed says all that happens.
 */
@Timeout(120)
class MatchSimulationTest {

    private static final int SEEDS = 10 * Integer.getInteger("chaos.rounds", 3);
    private static final int TICKS = 400;
    private static final int QUIET_TICKS = 60;
    private static final int PLAYERS = 8;

    @Test
    void shouldShowEveryPlayerWhatIsNearWhateverHappens() {
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                new Game(seed).play();
            } catch (AssertionError | RuntimeException error) {
                throw new AssertionError("seed " + seed + ": " + error.getMessage(), error);
            }
        }
    }

    /** One run. */
    private static final class Game {
        private final SplittableRandom random;
        private final ManualClock clock = new ManualClock(1_700_000_000_000L);
        private final FakeRelay relay = new FakeRelay();
        private final List<Client> clients = new ArrayList<>();
        private Match match;
        private Bulletin bulletin;
        private MatchRecord kept;
        private long term = 1;

        Game(int seed) {
            this.random = new SplittableRandom(seed);
            this.kept = MatchRecord.newBuilder().setSeed(seed).build();
            relay.reads(new Selection.Topics(Set.of(GameTopics.news("m"))));
            for (int i = 0; i < PLAYERS; i++) {
                Client client = new Client("player-" + i, random.split(), clock);
                clients.add(client);
                relay.listenLatest(client.board::take);
            }
            begin();
        }

        void play() {
            for (int i = 0; i < TICKS; i++) {
                happen();
                tick(8);
            }
            relay.lose(0);
            for (int i = 0; i < QUIET_TICKS; i++) {
                tick(0);
            }
            clients.forEach(client -> client.check(match));
        }

        private void begin() {
            match = new Match(new Arena(), Plays.SETTINGS, kept);
            bulletin = new Bulletin(new LatestSource(relay, GameTopics.news("m"), clock, Bulletin.REFRESH_MS), term);
        }

        private void happen() {
            Client any = clients.get(random.nextInt(clients.size()));
            switch (random.nextInt(40)) {
                case 0 -> relay.lose(random.nextInt(6));
                case 1 -> any.comeBack();
                case 2 -> any.stall(random.nextInt(30));
                case 3 -> die();
                default -> any.act();
            }
        }

        /** The node dies; until it does, it may say something that nobody is to believe. */
        private void die() {
            Match old = match;
            Bulletin lastWords = bulletin;
            term++;
            begin();
            match.advance();
            bulletin.publish(match, clock.millis());
            old.advance();
            lastWords.publish(old, clock.millis());
        }

        private void tick(int lossIn) {
            clock.advance(50);
            for (Client client : clients) {
                if (lossIn == 0 || random.nextInt(lossIn) > 0) {
                    match.hear(client.input());
                }
            }
            match.advance();
            bulletin.publish(match, clock.millis());
            if (match.tick() % 10 == 0) {
                kept = match.snapshot();
            }
            clients.forEach(Client::tick);
        }
    }

    /** A player, and what the player's client has made of the updates. */
    private static final class Client {
        private final String player;
        private final SplittableRandom random;
        private final ManualClock clock;
        private final Replica replica = new Replica();
        private final FakeBoard board = new FakeBoard(this::hear);
        private final Map<String, Entity> seen = new TreeMap<>();
        private final Map<Long, Long> appliedInTerm = new HashMap<>();
        private final Refusals refusals = new Refusals();
        private PlayerSession session;
        private long sequence;
        private long beat;
        private int sessions;
        private int stalled;

        Client(String player, SplittableRandom random, ManualClock clock) {
            this.player = player;
            this.random = random;
            this.clock = clock;
            this.session = begin();
        }

        private PlayerSession begin() {
            Join join = Join.newBuilder().setMatchId("m").setPlayerId(player).build();
            String id = player + "/" + ++sessions;
            PlayerSession fresh = new PlayerSession(id, join, new Outbox(new TurnRate(40, clock)), refusals);
            fresh.playBy(new Arena());
            replica.watch(id);
            return fresh;
        }

        void comeBack() {
            replica.unwatch(session.id());
            session.over();
            seen.clear();
            session = begin();
        }

        void stall(int ticks) {
            stalled = ticks;
        }

        /** Most steps are right, some are not. */
        void act() {
            long dx = random.nextInt(10) == 0 ? 3 : random.nextInt(-1, 2);
            String whose = random.nextInt(10) == 0 ? "runner/player-" + random.nextInt(PLAYERS) : "";
            session.act(Plays.act(++sequence, "move", whose, dx, dx == 0 ? 1 : 0));
        }

        PlayerInput input() {
            return session.input(++beat);
        }

        void tick() {
            if (stalled-- > 0 || !replica.takeTick()) {
                return;
            }
            SessionStatus status = replica.session(session.id());
            if (status != null) {
                assertThat(status.getEnded()).isEqualTo(Refusal.Reason.REASON_UNSPECIFIED);
            }
            GameUpdate update = session.update(replica, 0);
            if (update != null) {
                show(update);
            }
        }

        private void show(GameUpdate update) {
            if (!update.hasJoined() && seen.isEmpty() && !update.getSnapshot()) {
                return; // refusals alone
            }
            Long before = appliedInTerm.put(update.getTerm(), update.getApplied());
            assertThat(update.getApplied()).isGreaterThanOrEqualTo(before == null ? 0 : before);
            if (update.getSnapshot()) {
                seen.clear();
            }
            update.getGoneList().forEach(id -> assertThat(seen.remove(id)).isNotNull());
            update.getEntitiesList().forEach(entity -> seen.put(entity.getId(), entity));
            Entity me = seen.get("runner/" + player);
            if (me != null) {
                assertThat(seen.values()).allMatch(entity -> isNear(entity, me));
            }
        }

        /** All that is near, and nothing else. */
        void check(Match match) {
            Entity me = match.entities().stream()
                    .filter(entity -> entity.getOwner().equals(player))
                    .findFirst()
                    .orElseThrow();
            Map<String, Entity> near = new TreeMap<>();
            match.entities().stream()
                    .filter(entity -> isNear(entity, me))
                    .forEach(entity -> near.put(entity.getId(), entity));
            assertThat(seen).isEqualTo(near);
            assertThat(session.input(0).getActionsList()).isEmpty();
        }

        private void hear(byte[] news) {
            try {
                replica.take(MatchNews.parseFrom(news));
            } catch (InvalidProtocolBufferException error) {
                throw new AssertionError(error);
            }
        }

        private static boolean isNear(Entity entity, Entity me) {
            return Math.abs(entity.getX() - me.getX()) <= 8 && Math.abs(entity.getY() - me.getY()) <= 8;
        }
    }
}
