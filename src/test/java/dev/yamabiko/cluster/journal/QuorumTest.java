package dev.yamabiko.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many members must agree. */
class QuorumTest {

    private static final long SETTLE = 100;

    private final Quorum quorum = new Quorum(SETTLE);

    @Test
    void shouldLetOneMemberDecideAlone() {
        assertThat(quorum.enough(1)).isTrue();
    }

    @Test
    void shouldAskForMoreThanOneOfThree() {
        quorum.present(3, 0);

        assertThat(quorum.enough(1)).isFalse();
        assertThat(quorum.enough(2)).isTrue();
    }

    @Test
    void shouldLetHalfGoOn() {
        quorum.present(2, 0);

        assertThat(quorum.enough(1)).isTrue();
    }

    @Test
    void shouldNotCountMembersThatSaidTheyLeave() {
        quorum.present(3, 0);

        quorum.left();
        quorum.present(2, 10);
        quorum.left();
        quorum.present(1, 20);

        assertThat(quorum.enough(1)).isTrue();
    }

    @Test
    void shouldForgetALostMemberOnlyWhenTheRestHasStoodFirm() {
        quorum.present(3, 0);
        quorum.present(2, 10);

        quorum.settle(10 + SETTLE - 1);
        quorum.present(1, 110);
        assertThat(quorum.enough(1)).isFalse();

        quorum.present(2, 120);
        quorum.settle(120 + SETTLE);
        quorum.present(1, 230);
        assertThat(quorum.enough(1)).isTrue();
    }

    @Test
    void shouldNotLetASleeperGoOnWithHalf() {
        quorum.present(2, 0);

        quorum.slept();

        assertThat(quorum.enough(1)).isFalse();
        quorum.agreed(2);
        assertThat(quorum.enough(1)).isTrue();
    }

    @Test
    void shouldLetASleeperGoOnThatIsAlone() {
        quorum.slept();

        assertThat(quorum.enough(1)).isTrue();
    }

    @Test
    void shouldNotGrowWithMembersThatComeBack() {
        for (int round = 0; round < 10; round++) {
            quorum.present(3, round * 20L);
            quorum.present(2, round * 20L + 10);
            assertThat(quorum.enough(2)).isTrue();
        }
        quorum.present(1, 500);
        assertThat(quorum.enough(1)).isFalse();
    }

    @Test
    void shouldBeginAnewWithTheClusterItHasJoined() {
        quorum.present(5, 0);
        quorum.slept();
        quorum.present(1, 10);

        quorum.begin(2, 20);

        assertThat(quorum.enough(1)).isTrue();
    }
}
