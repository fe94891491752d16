package dev.yamabiko.service.game;

import dev.yamabiko.proto.game.v1.Entity;
import dev.yamabiko.proto.game.v1.Head;
import dev.yamabiko.proto.game.v1.MatchNews;
import dev.yamabiko.proto.game.v1.SessionStatus;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A match as one event loop knows it, from the newest values of its topic. News of an earlier term than the highest is
 * dropped: whoever sends it does not know yet that another node runs the match. Used by one thread.
 */
final class Replica {

    private final Map<String, Sighted> entities = new LinkedHashMap<>();
    private final Map<String, SessionStatus> sessions = new HashMap<>();
    private Head head = Head.getDefaultInstance();
    private long term;
    private long revisions;
    private boolean ticked;

    /**
     * An entity, and which of all changes was its last.
     *
     * @param entity as it is now
     * @param revision larger with each change of any entity
     */
    record Sighted(Entity entity, long revision) {}

    /** Which term; 0: nothing was heard. */
    long term() {
        return term;
    }

    /** The newest tick. */
    Head head() {
        return head;
    }

    /** All there is. */
    Collection<Sighted> entities() {
        return entities.values();
    }

    @Nullable
    Entity entity(String id) {
        Sighted sighted = entities.get(id);
        return sighted == null ? null : sighted.entity();
    }

    /** How it stands with a session that is watched; null: the match has not said yet. */
    @Nullable
    SessionStatus session(String session) {
        SessionStatus status = sessions.get(session);
        return status == null || status.getSession().isEmpty() ? null : status;
    }

    /** Keeps what is said of a session from now on. */
    void watch(String session) {
        sessions.put(session, SessionStatus.getDefaultInstance());
    }

    /** Keeps it no more. */
    void unwatch(String session) {
        sessions.remove(session);
    }

    /** True if a tick was made since it was asked last. */
    boolean takeTick() {
        boolean was = ticked;
        ticked = false;
        return was;
    }

    /** Takes in some news. */
    void take(MatchNews news) {
        if (news.getTerm() > term) {
            term = news.getTerm();
            head = Head.getDefaultInstance();
            entities.clear();
            sessions.replaceAll((session, status) -> SessionStatus.getDefaultInstance());
        }
        if (news.getTerm() < term) {
            return;
        }
        switch (news.getWhatCase()) {
            case HEAD -> {
                head = news.getHead();
                ticked = true;
            }
            case ENTITY -> entities.put(news.getEntity().getId(), new Sighted(news.getEntity(), ++revisions));
            case GONE -> entities.remove(news.getGone());
            case SESSION ->
                sessions.computeIfPresent(news.getSession().getSession(), (session, before) -> news.getSession());
            default -> {
                // a sign of life of the stream itself
            }
        }
    }
}
