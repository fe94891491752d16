package dev.yamabiko.service.game;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.game.v1.Entity;
import dev.yamabiko.proto.game.v1.GameUpdate;
import dev.yamabiko.proto.game.v1.Head;
import dev.yamabiko.proto.game.v1.MatchNews;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one player is shown of a match. */
@Timeout(20)
class SightTest {

    private final Replica replica = new Replica();
    private final Sight sight = new Sight(8, "me");

    @Test
    void shouldShowASnapshotOfWhatIsNearFirst() {
        at(1, "me", 20, 20);
        at(1, "near", 28, 12);
        at(1, "far", 29, 20);

        GameUpdate update = look();

        assertThat(update.getSnapshot()).isTrue();
        assertThat(update.getEntitiesList()).extracting(Entity::getId).containsExactly("me", "near");
    }

    @Test
    void shouldShowNothingUntilThePlayerIsKnown() {
        at(1, "near", 28, 12);

        assertThat(sight.look(replica, GameUpdate.newBuilder())).isFalse();
        assertThat(sight.opened()).isFalse();
    }

    @Test
    void shouldCostNothingWhatGoesOnFarAway() {
        at(1, "me", 20, 20);
        look();

        for (int i = 0; i < 100; i++) {
            at(1, "far-" + i, 54, i);
            assertThat(sight.look(replica, GameUpdate.newBuilder())).isFalse();
        }
    }

    @Test
    void shouldShowChangesAndWhatComesAndGoes() {
        at(1, "me", 20, 20);
        at(1, "near", 28, 20);
        at(1, "far", 29, 20);
        look();

        at(1, "me", 21, 20);
        GameUpdate there = look();
        assertThat(there.getSnapshot()).isFalse();
        assertThat(there.getEntitiesList()).extracting(Entity::getId).containsExactly("me", "far");
        assertThat(there.getGoneList()).isEmpty();

        at(1, "me", 20, 20);
        GameUpdate back = look();
        assertThat(back.getEntitiesList()).extracting(Entity::getId).containsExactly("me");
        assertThat(back.getGoneList()).containsExactly("far");

        replica.take(MatchNews.newBuilder().setTerm(1).setGone("near").build());
        assertThat(look().getGoneList()).containsExactly("near");
    }

    @Test
    void shouldShowTheNewestAloneToWhoLooksSeldom() {
        at(1, "me", 20, 20);
        look();
        for (int x = 20; x < 28; x++) {
            at(1, "other", x, 20);
        }

        GameUpdate update = look();

        assertThat(update.getEntitiesList()).hasSize(1);
        assertThat(update.getEntities(0).getX()).isEqualTo(27);
    }

    @Test
    void shouldBeginAgainWhenTheMatchHasMoved() {
        at(1, "me", 20, 20);
        at(1, "old", 20, 21);
        look();

        at(2, "me", 10, 10);
        at(1, "old", 10, 11);
        GameUpdate update = look();

        assertThat(update.getSnapshot()).isTrue();
        assertThat(update.getEntitiesList()).extracting(Entity::getId).containsExactly("me");
        assertThat(replica.term()).isEqualTo(2);
    }

    @Test
    void shouldKeepLookingFromWhereThePlayerWas() {
        at(1, "me", 20, 20);
        look();
        replica.take(MatchNews.newBuilder().setTerm(1).setGone("me").build());
        at(1, "near", 21, 20);
        GameUpdate update = look();

        assertThat(update.getGoneList()).containsExactly("me");
        assertThat(update.getEntitiesList()).extracting(Entity::getId).containsExactly("near");
    }

    @Test
    void shouldHearNoTickOfAnEarlierTerm() {
        replica.take(head(2, 7));
        assertThat(replica.takeTick()).isTrue();
        assertThat(replica.takeTick()).isFalse();
        replica.take(head(1, 99));

        assertThat(replica.takeTick()).isFalse();
        assertThat(replica.head().getTick()).isEqualTo(7);
    }

    private GameUpdate look() {
        GameUpdate.Builder update = GameUpdate.newBuilder();
        assertThat(sight.look(replica, update)).isTrue();
        return update.build();
    }

    private void at(long term, String id, int x, int y) {
        replica.take(MatchNews.newBuilder()
                .setTerm(term)
                .setEntity(Entity.newBuilder().setId(id).setX(x).setY(y))
                .build());
    }

    private static MatchNews head(long term, long tick) {
        return MatchNews.newBuilder()
                .setTerm(term)
                .setHead(Head.newBuilder().setTick(tick))
                .build();
    }
}
