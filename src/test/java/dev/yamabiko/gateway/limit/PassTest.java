package dev.yamabiko.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.config.LimitsConfig;
import dev.yamabiko.config.QuotaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** What is paid for together, and that all of it is paid. */
class PassTest {

    private static final String METHOD = "log.v1.LogService/StreamLogs";
    private static final QuotaConfig CALLER = new QuotaConfig(0, 0, 0, 0, 10_000, 0);

    private final ManualTime time = new ManualTime();
    private final Limits limits = new Limits(
            new LimitsConfig(List.of(), 1_000, QuotaConfig.NONE, QuotaConfig.NONE, CALLER, Map.of()),
            1_000,
            time,
            new Random(1),
            new LongAdder());

    @Test
    void shouldCountWhatManyCallsUseALittleOf() {
        // Given: 10,000 records a second, of which 5,000 may come at once

        // When: 600 calls of a caller take ten each, too few to be counted one by one, and end
        for (int i = 0; i < 600; i++) {
            Pass pass = limits.admit("10.0.0.1", "ann", METHOD, true);
            assertThat(pass.sent(10, 1)).isZero();
            pass.close();
        }

        // Then: the next one pays for what is too much
        Pass next = limits.admit("10.0.0.1", "ann", METHOD, true);
        assertThat(next.sent(200, 1)).isEqualTo(Duration.ofMillis(120).toNanos());
    }

    @Test
    void shouldCountWhatALongCallUsesLittleByLittle() {
        // Given: 10,000 records a second, all that may come at once is used
        Pass pass = limits.admit("10.0.0.1", "ann", METHOD, true);
        pass.sent(5_000, 1);

        // When: it takes ten at a time, in less than a tenth of a second, and in more
        assertThat(pass.sent(10, 1)).isZero();
        assertThat(limits.admit("10.0.0.1", "ann", METHOD, true).sent(200, 1)).isPositive();
        time.pass(Duration.ofMillis(100));

        // Then
        assertThat(pass.sent(4_000, 1)).isEqualTo(Duration.ofMillis(321).toNanos());
    }
}
