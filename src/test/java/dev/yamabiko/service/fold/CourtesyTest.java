package dev.yamabiko.service.fold;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a desk waits for others. */
@Timeout(10)
class CourtesyTest {

    private final Courtesy courtesy = new Courtesy();

    @Test
    void shouldNotWaitWhereNobodyElseIs() {
        for (int i = 1; i < 32; i++) {
            assertThat(courtesy.pauseMs(0, 5)).isZero();
        }
    }

    @Test
    void shouldWaitNowAndThenToSeeWhetherSomebodyIs() {
        for (int i = 1; i < 32; i++) {
            courtesy.pauseMs(0, 5);
        }

        assertThat(courtesy.pauseMs(0, 5)).isEqualTo(11);
        assertThat(courtesy.pauseMs(0, 5)).isZero();
    }

    @Test
    void shouldWaitForOthersAsLongAsTheyMayBeThere() {
        courtesy.sawOthers(1_000);

        assertThat(courtesy.pauseMs(1_000, 0)).isEqualTo(1);
        assertThat(courtesy.pauseMs(10_999, 2)).isEqualTo(5);
        assertThat(courtesy.pauseMs(10_999, 2_000)).isEqualTo(20);
        assertThat(courtesy.pauseMs(11_000, 2)).isZero();
    }

    @Test
    void shouldCountAppendsInARowAlone() {
        for (int i = 0; i < 100; i++) {
            courtesy.rested();
            assertThat(courtesy.pauseMs(0, 5)).isZero();
        }
    }
}
