package dev.yamabiko.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yamabiko.config.LimitsConfig;
import dev.yamabiko.config.QuotaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls count as they come, whatever is wrong with them. */
@Timeout(60)
class KnockTest {

    private final ManualTime time = new ManualTime();
    private final LongAdder refused = new LongAdder();

    @Test
    void shouldRefuseAnAddressThatIsOverItsRateBeforeAnythingIsDone() {
        Limits limits = limits(QuotaConfig.NONE, calls(2), QuotaConfig.NONE);
        assertThat(knock(limits, "10.0.0.1") + admit(limits, "ann")).isEqualTo(2);

        assertThat(knock(limits, "10.0.0.1")).isZero();
        assertThat(knock(limits, "10.0.0.2")).isOne();
        time.pass(Duration.ofMillis(600));
        assertThat(knock(limits, "10.0.0.1")).isOne();
    }

    @Test
    void shouldCountCallsOfWhichNoneBegins() {
        // Given: an address for 10 calls a second, the node for 40
        Limits limits = limits(calls(40), calls(10), QuotaConfig.NONE);

        // When: a thousand calls of one address, and as many of others, are refused for something else than a limit
        int looked = 0;
        int others = 0;
        for (int i = 0; i < 1_000; i++) {
            looked += knock(limits, "10.0.0.1");
        }
        for (int i = 0; i < 1_000; i++) {
            others += knock(limits, "10.0.1." + i % 250);
        }

        // Then: no more are looked at than might have begun
        assertThat(looked).as("of the address").isEqualTo(5);
        assertThat(others).as("of the node, but for what the address had").isEqualTo(20 - 5);
        assertThat(refused.sum()).isEqualTo(2_000 - 20);
    }

    @Test
    void shouldCountForItsAddressAndNotForTheNodeWhatACallerHasTooManyOf() {
        // Given: a caller for 2 calls a second, one of which may come at once
        Limits limits = limits(calls(100), calls(40), calls(2));
        assertThat(knock(limits, "10.0.0.1") + admit(limits, "ann")).isEqualTo(2);

        // When
        int looked = 0;
        int begun = 0;
        for (int i = 0; i < 1_000; i++) {
            int known = knock(limits, "10.0.0.1");
            looked += known;
            begun += known == 1 ? admit(limits, "ann") : 0;
        }
        int others = 0;
        for (int i = 0; i < 1_000; i++) {
            others += knock(limits, "10.0.1." + i % 250);
        }

        // Then
        assertThat(looked).as("of the address").isEqualTo(20 - 1);
        assertThat(begun).isZero();
        assertThat(others).as("of the node").isEqualTo(50 - 1);
    }

    private static int knock(Limits limits, String address) {
        return catchThrowableOfType(LimitExceeded.class, () -> limits.knock(address)) == null ? 1 : 0;
    }

    private static int admit(Limits limits, String caller) {
        LimitExceeded tooMuch = catchThrowableOfType(
                LimitExceeded.class, () -> limits.admit("10.0.0.1", caller, "log.v1.LogService/StreamLogs", false));
        return tooMuch == null ? 1 : 0;
    }

    private Limits limits(QuotaConfig node, QuotaConfig address, QuotaConfig caller) {
        LimitsConfig config = new LimitsConfig(List.of(), 1_000, node, address, caller, Map.of());
        return new Limits(config, 1_000, time, new Random(1), refused);
    }

    private static QuotaConfig calls(int perSecond) {
        return new QuotaConfig(0, 0, 0, perSecond, 0, 0);
    }
}
