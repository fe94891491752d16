package dev.yamabiko.service.game;

import dev.yamabiko.proto.game.v1.Entity;
import dev.yamabiko.proto.game.v1.Head;
import dev.yamabiko.proto.game.v1.MatchNews;
import dev.yamabiko.proto.game.v1.SessionStatus;
import dev.yamabiko.stream.latest.LatestSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the node that runs a match tells the others of it: after each tick what that has changed, and that it was made.
 * What is there no more is said for {@value #FAREWELL_TICKS} ticks, so that it is heard though the relay may lose it.
 * Used by one thread.
 */
final class Bulletin {

    /** How often all is told again, for nodes that have missed something. */
    static final long REFRESH_MS = 1_000;

    /** Several refreshes, at any tick rate. */
    private static final int FAREWELL_TICKS = 500;

    private static final String HEAD = "/head";
    private static final String ENTITY = "/entity/";
    private static final String SESSION = "/session/";

    private final LatestSource source;
    private final long term;
    private final Map<String, Entity> entities = new HashMap<>();
    private final Map<String, SessionStatus> sessions = new HashMap<>();
    private final Map<String, Long> farewells = new HashMap<>();

    /** Of a term: a node that hears two of them keeps them apart. */
    Bulletin(LatestSource source, long term) {
        this.source = source;
        this.term = term;
    }

    /** A tick was made, at this time. */
    void publish(Match match, long time) {
        tellEntities(match);
        tellSessions(match);
        farewells.entrySet().removeIf(farewell -> {
            boolean said = match.tick() - farewell.getValue() >= FAREWELL_TICKS;
            if (said) {
                source.remove(farewell.getKey());
            }
            return said;
        });
        tellHead(Head.newBuilder().setTick(match.tick()).setTime(time));
    }

    /** Another node may have the match. */
    void release(Match match, long time) {
        tellHead(Head.newBuilder().setTick(match.tick()).setTime(time).setReleased(true));
    }

    private void tellEntities(Match match) {
        Set<String> missing = new HashSet<>(entities.keySet());
        for (Entity entity : match.entities()) {
            missing.remove(entity.getId());
            if (!entity.equals(entities.put(entity.getId(), entity))) {
                farewells.remove(term + ENTITY + entity.getId());
                put(ENTITY + entity.getId(), news().setEntity(entity));
            }
        }
        for (String id : missing) {
            entities.remove(id);
            put(ENTITY + id, news().setGone(id));
            farewells.put(term + ENTITY + id, match.tick());
        }
    }

    private void tellSessions(Match match) {
        Set<String> missing = new HashSet<>(sessions.keySet());
        for (SessionStatus status : match.sessions()) {
            String session = status.getSession();
            missing.remove(session);
            if (!status.equals(sessions.put(session, status))) {
                put(SESSION + session, news().setSession(status));
                if (status.getEnded().getNumber() > 0) {
                    farewells.put(term + SESSION + session, match.tick());
                }
            }
        }
        missing.forEach(sessions::remove);
    }

    private void tellHead(Head.Builder head) {
        put(HEAD, news().setHead(head));
        source.flush();
    }

    private MatchNews.Builder news() {
        return MatchNews.newBuilder().setTerm(term);
    }

    private void put(String key, MatchNews.Builder news) {
        source.put(term + key, news.build().toByteArray());
    }
}
