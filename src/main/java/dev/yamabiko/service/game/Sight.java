package dev.yamabiko.service.game;

import dev.yamabiko.proto.game.v1.Entity;
import dev.yamabiko.proto.game.v1.GameUpdate;
import java.util.HashMap;
import java.util.Map;

/**
 * What one player has been shown, and what is news to that player: changes within sight, what has come into it and what
 * has left it. What is further away costs nothing but the look. Nothing queues: whoever looks seldom sees the newest.
 * Used by one thread.
 */
final class Sight {

    private final int radius;
    private final String eye;
    private final Map<String, Long> shown = new HashMap<>();
    private long term;
    private int x;
    private int y;

    /** {@code radius}: how far one sees in each direction; {@code eye}: the entity one sees from. */
    Sight(int radius, String eye) {
        this.radius = radius;
        this.eye = eye;
    }

    /** True if something was shown already. */
    boolean opened() {
        return term > 0;
    }

    /** Adds what is news; false while it is not known where the player is, or if there is none. */
    boolean look(Replica replica, GameUpdate.Builder update) {
        Entity centre = replica.entity(eye);
        boolean anew = replica.term() != term;
        if (centre == null && anew) {
            return false;
        }
        if (centre != null) {
            x = centre.getX();
            y = centre.getY();
        }
        if (anew) {
            term = replica.term();
            shown.clear();
            update.setSnapshot(true);
        }
        showNear(replica, update);
        hideOthers(replica, update);
        return anew || update.getEntitiesCount() > 0 || update.getGoneCount() > 0;
    }

    private void showNear(Replica replica, GameUpdate.Builder update) {
        for (Replica.Sighted sighted : replica.entities()) {
            if (near(sighted.entity())) {
                Long before = shown.put(sighted.entity().getId(), sighted.revision());
                if (before == null || before != sighted.revision()) {
                    update.addEntities(sighted.entity());
                }
            }
        }
    }

    private void hideOthers(Replica replica, GameUpdate.Builder update) {
        shown.keySet().removeIf(id -> {
            Entity entity = replica.entity(id);
            boolean hidden = entity == null || !near(entity);
            if (hidden) {
                update.addGone(id);
            }
            return hidden;
        });
    }

    private boolean near(Entity entity) {
        return Math.abs(entity.getX() - x) <= radius && Math.abs(entity.getY() - y) <= radius;
    }
}
