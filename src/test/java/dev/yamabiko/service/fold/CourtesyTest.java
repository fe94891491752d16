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
        assertThat(courtesy.pauseMs(0, 5, false)).isZero();
        for (int i = 1; i < 32; i++) {
            assertThat(courtesy.pauseMs(0, 5, true)).isZero();
        }
    }

    @Test
    void shouldWaitNowAndThenToSeeWhetherSomebodyIs() {
        for (int i = 1; i < 32; i++) {
            courtesy.pauseMs(0, 5, true);
        }

        assertThat(courtesy.pauseMs(0, 5, true)).isEqualTo(16);
        assertThat(courtesy.pauseMs(0, 5, true)).isZero();
    }

    @Test
    void shouldWaitForOthersAsLongAsTheyMayBeThere() {
        courtesy.sawOthers(1_000);

        assertThat(courtesy.pauseMs(1_000, 0, true)).isEqualTo(1);
        assertThat(courtesy.pauseMs(10_999, 2, true)).isEqualTo(7);
        assertThat(courtesy.pauseMs(10_999, 2_000, true)).isEqualTo(30);
        assertThat(courtesy.pauseMs(11_000, 2, true)).isZero();
    }

    @Test
    void shouldWaitWithNothingToDoForThoseAloneWhoWereThereJustNow() {
        courtesy.sawOthers(1_000);

        assertThat(courtesy.pauseMs(1_099, 2, false)).isEqualTo(7);
        assertThat(courtesy.pauseMs(1_100, 2, false)).isZero();
    }

    @Test
    void shouldCountAppendsInARowAlone() {
        for (int i = 0; i < 100; i++) {
            assertThat(courtesy.pauseMs(0, 5, i % 20 > 0)).isZero();
        }
    }
}
