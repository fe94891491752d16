package dev.yamabiko.service.game;

import dev.yamabiko.proto.game.v1.MatchNews;
import dev.yamabiko.proto.game.v1.PlayerInput;
import dev.yamabiko.service.ValueReader;
import dev.yamabiko.stream.latest.LatestSource;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one event loop has to do with one match: it hears the news for its players, says what they want, and looks for a
 * node to run the match when no ticks are heard. Used on that event loop.
 */
final class MatchLink {

    private static final Logger LOG = LoggerFactory.getLogger(MatchLink.class);

    /** How often a session says that it is there, in rounds. */
    private static final int BEAT_ROUNDS = 10;

    /** How often it is said that a session is over, in rounds: the relay may lose some. */
    private static final int GOODBYE_ROUNDS = 60;

    private final String match;
    private final Links links;
    private final Replica replica = new Replica();
    private final ValueReader<MatchNews> news;
    private final LatestSource source;
    private final Map<String, Player> players = new LinkedHashMap<>();
    private final Map<String, Integer> goodbyes = new HashMap<>();
    private final int stallRounds;
    private int quietRounds;
    private int rounds;
    private int seeking;
    private long answeredTerm;
    private long releasedTerm;

    /** A session, as the link knows it. */
    interface Player {

        /** Its id. */
        String session();

        /** What it wants; {@code beat}: another one each time. */
        PlayerInput input(long beat);

        /** A tick was made. */
        void news(Replica replica);

        /** A round has passed. */
        void round(Replica replica);

        /** The node goes away. */
        void fail(Throwable error);
    }

    MatchLink(String match, Links links) {
        this.match = match;
        this.links = links;
        this.news = new ValueReader<>(MatchNews.parser(), replica::take, this::heard, this::fail);
        this.source = new LatestSource(links.relay(), GameTopics.inputs(match), links.clock(), Bulletin.REFRESH_MS);
        this.stallRounds = (int) Math.max(1, links.settings().stallMs() / Links.ROUND_MS);
        links.lane().read(GameTopics.all(GameTopics.news(match)), news);
    }

    /** Finds a node that runs the match, or has this one run it. */
    Future<HostAnswer> seek(String rules) {
        return ask(new HostRequest(match, rules, -1));
    }

    /** A session begins. */
    void join(Player player) {
        replica.watch(player.session());
        players.put(player.session(), player);
        say(player);
    }

    /** A session wants something else than before. */
    void say(Player player) {
        if (players.containsKey(player.session())) {
            put(player);
            source.flush();
        }
    }

    /** A session may be shown what it has missed. */
    void show(Player player) {
        player.news(replica);
    }

    /** A session is over: says so for a while. */
    void part(Player player) {
        if (players.remove(player.session()) != null) {
            replica.unwatch(player.session());
            goodbyes.put(player.session(), GOODBYE_ROUNDS);
            put(player);
            source.flush();
        }
    }

    /** True if nobody needs it any more. */
    boolean done() {
        return players.isEmpty() && goodbyes.isEmpty() && seeking == 0;
    }

    /** Some time has passed, {@value Links#ROUND_MS} ms. */
    void round() {
        rounds++;
        if (rounds % BEAT_ROUNDS == 0) {
            players.values().forEach(this::put);
        }
        goodbyes.replaceAll((session, left) -> left - 1);
        goodbyes.entrySet().removeIf(goodbye -> {
            if (goodbye.getValue() <= 0) {
                source.remove(goodbye.getKey());
            }
            return goodbye.getValue() <= 0;
        });
        source.flush();
        quietRounds += seeking == 0 ? 1 : 0;
        if (!players.isEmpty() && quietRounds >= stallRounds) {
            seekAgain(Math.max(replica.term(), answeredTerm));
        }
        List.copyOf(players.values()).forEach(player -> player.round(replica));
    }

    /** Ends the sessions. */
    void fail(Throwable error) {
        List.copyOf(players.values()).forEach(player -> player.fail(error));
    }

    /** Hears no more. */
    void close() {
        news.close();
    }

    private void put(Player player) {
        source.put(player.session(), player.input(rounds).toByteArray());
    }

    private void heard() {
        if (!replica.takeTick()) {
            return;
        }
        quietRounds = 0;
        if (replica.head().getReleased() && !players.isEmpty() && replica.term() > releasedTerm) {
            releasedTerm = replica.term();
            seekAgain(releasedTerm);
        }
        List.copyOf(players.values()).forEach(player -> player.news(replica));
    }

    /** Rounds are counted, not time: one that was late itself has not missed a tick. */
    private void seekAgain(long missed) {
        ask(new HostRequest(match, "", missed))
                .onFailure(error ->
                        LOG.warn("match without a node topic={} error={}", GameTopics.of(match), error.getMessage()));
    }

    /** Whoever runs the match has time to be heard from the answer on. */
    private Future<HostAnswer> ask(HostRequest request) {
        seeking++;
        return links.ask(request)
                .onSuccess(answer -> answeredTerm = Math.max(answeredTerm, answer.term()))
                .onComplete(done -> {
                    seeking--;
                    quietRounds = 0;
                });
    }
}
