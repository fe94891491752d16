package dev.yamabiko.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yamabiko.config.LimitsConfig;
import dev.yamabiko.config.QuotaConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LimitsTest {

    private static final String METHOD = "log.v1.LogService/StreamLogs";
    private static final Duration TICK = Duration.ofMillis(1);

    private final ManualTime time = new ManualTime();
    private final LongAdder refused = new LongAdder();

    @Test
    void shouldGiveACallerAtTenTimesItsLimitExactlyItsRate() {
        // Given: 50 calls a second, of which 25 may come at once
        Limits limits = limits(QuotaConfig.NONE, QuotaConfig.NONE, calls(50));
        drain(limits, "ann");

        // When: it asks 500 times a second for 20 seconds, and another keeps to its limit
        int greedy = 0;
        int modest = 0;
        for (int ms = 0; ms < 20_000; ms++) {
            time.pass(TICK);
            greedy += ms % 2 == 0 ? begin(limits, "ann") : 0;
            modest += ms % 20 == 0 ? begin(limits, "bob") : 0;
        }

        // Then
        assertThat(greedy).isBetween(950, 1_050);
        assertThat(modest).as("nobody else is refused").isEqualTo(1_000);
        assertThat(refused.sum()).isEqualTo(10_000 - greedy + 1);
    }

    @Test
    void shouldMakeRecordsAndBytesWaitForExactlyTheirRate() {
        // Given: 1,000 records and 100,000 bytes a second
        Limits limits = limits(QuotaConfig.NONE, QuotaConfig.NONE, new QuotaConfig(0, 0, 0, 0, 1_000, 100_000));

        assertThat(perSecond(limits, 64, 1_000)).as("records, small ones").isBetween(950.0, 1_050.0);
        assertThat(perSecond(limits, 10, 10_000) * 1_000)
                .as("bytes, large ones")
                .isBetween(95_000.0, 105_000.0);
    }

    @Test
    void shouldKeepToRatesOfSeveralBytesANanosecond() {
        // Given: as many records as can be said, and ten times as many bytes
        QuotaConfig large = new QuotaConfig(0, 0, 0, 0, 1_000_000_000, 10_000_000_000L);
        Limits limits = limits(QuotaConfig.NONE, QuotaConfig.NONE, large);

        assertThat(perSecond(limits, 10_000, 10_000_000) * 1_000).isBetween(9.5e9, 10.5e9);
    }

    @Test
    void shouldNotCountWhatGoesAgainstWhatComes() {
        Limits limits = limits(QuotaConfig.NONE, QuotaConfig.NONE, new QuotaConfig(0, 0, 0, 0, 100, 0));
        Pass pass = limits.admit("10.0.0.1", "ann", METHOD, true);

        assertThat(pass.received(50, 1)).isZero();
        assertThat(pass.sent(50, 1)).isZero();
        assertThat(pass.received(50, 1)).isPositive();
        assertThat(pass.sent(50, 1)).isPositive();
    }

    @Test
    void shouldCountWhatIsOpen() {
        Limits limits = limits(QuotaConfig.NONE, QuotaConfig.NONE, new QuotaConfig(0, 3, 2, 0, 0, 0));
        Pass first = limits.admit("10.0.0.1", "ann", METHOD, true);
        limits.admit("10.0.0.1", "ann", METHOD, true);

        assertThat(limit(() -> limits.admit("10.0.0.1", "ann", METHOD, true))).isEqualTo("limits.caller.subscriptions");
        limits.admit("10.0.0.1", "ann", METHOD, false);
        assertThat(limit(() -> limits.admit("10.0.0.1", "ann", METHOD, false))).isEqualTo("limits.caller.streams");
        limits.admit("10.0.0.1", "bob", METHOD, true);
        first.close();
        first.close();
        limits.admit("10.0.0.1", "ann", METHOD, true);
        assertThat(limit(() -> limits.admit("10.0.0.1", "ann", METHOD, false))).isEqualTo("limits.caller.streams");
    }

    @Test
    void shouldCountConnectionsOfAnAddressAndOfACertificate() {
        Limits limits = limits(QuotaConfig.NONE, connections(3), connections(2));
        limits.connect("10.0.0.1", "CN=ann");
        limits.connect("10.0.0.1", "CN=ann");

        assertThat(limit(() -> limits.connect("10.0.0.2", "CN=ann"))).isEqualTo("limits.caller.connections");
        limits.connect("10.0.0.1", null);
        assertThat(limit(() -> limits.connect("10.0.0.1", null))).isEqualTo("limits.address.connections");
        limits.connect("10.0.0.2", null);
    }

    @Test
    void shouldTakeANetworkOfIpv6ForOneAddress() {
        Limits limits = limits(QuotaConfig.NONE, connections(1), QuotaConfig.NONE);
        limits.connect("2001:db8:0:1::1", null);

        assertThat(limit(() -> limits.connect("2001:db8:0:1:ffff::2", null))).isEqualTo("limits.address.connections");
        limits.connect("2001:db8:0:2::1", null);
        limits.connect("fe80::1%eth0", null);
    }

    @Test
    void shouldNotUseUpWhatIsThereForAllWithWhatIsRefused() {
        // Given: a node for 100 calls a second, callers for 10
        Limits limits = limits(calls(100), QuotaConfig.NONE, calls(10));

        // When: one asks a thousand times
        for (int i = 0; i < 1_000; i++) {
            begin(limits, "ann");
        }

        // Then: the others get the rest of what may come at once
        int others = 0;
        for (int i = 0; i < 100; i++) {
            others += begin(limits, "caller-" + i);
        }
        assertThat(others).isEqualTo(50 - 5);
    }

    @Test
    void shouldNotChargeACallerForWhatTheNodeRefuses() {
        Limits limits = limits(calls(2), QuotaConfig.NONE, calls(10));
        assertThat(begin(limits, "bob")).isOne();

        for (int i = 0; i < 100; i++) {
            assertThat(limit(() -> call(limits, "ann"))).isEqualTo("limits.node.calls-per-second");
        }
        limits.admit("10.0.0.1", "ann", METHOD, false);
    }

    @Test
    void shouldLimitAMethodWhereThatIsConfigured() {
        Limits limits = new Limits(
                new LimitsConfig(
                        List.of(),
                        1_000,
                        QuotaConfig.NONE,
                        QuotaConfig.NONE,
                        QuotaConfig.NONE,
                        Map.of(METHOD, new QuotaConfig(0, 1, 0, 0, 0, 0))),
                1_000,
                time,
                new Random(1),
                refused);
        limits.admit("10.0.0.1", "ann", METHOD, true);

        assertThat(limit(() -> limits.admit("10.0.0.1", "ann", METHOD, true)))
                .isEqualTo("limits.methods." + METHOD + ".streams");
        limits.admit("10.0.0.1", "ann", "other.v1.Service/Method", true);
        limits.admit("10.0.0.1", "bob", METHOD, true);
    }

    @Test
    void shouldSendAStormBackOneAfterTheOther() {
        // Given: a node for 10 calls a second
        Limits limits = limits(calls(10), QuotaConfig.NONE, QuotaConfig.NONE);
        for (int i = 0; i < 5; i++) {
            assertThat(begin(limits, "caller-" + i)).isOne();
        }

        // When: 300 more come at once
        List<Integer> returns = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            returns.add(retryMs(limits, "late-" + i));
        }

        // Then: each second has ten of them
        for (int second = 0; second < 30; second++) {
            int from = second * 1_000;
            assertThat(returns)
                    .filteredOn(ms -> ms > from && ms <= from + 1_000)
                    .hasSizeBetween(9, 11);
        }
    }

    @Test
    void shouldSendNobodyAwayForMoreThanAMinute() {
        Limits limits = limits(calls(1), QuotaConfig.NONE, QuotaConfig.NONE);
        begin(limits, "first");

        for (int i = 0; i < 1_000; i++) {
            assertThat(retryMs(limits, "late-" + i)).isBetween(1, 60_001);
        }
    }

    @Test
    void shouldStayWithinItsBoundThoughAMillionAddressesCome() {
        // Given
        Limits limits = limits(calls(1_000_000_000), new QuotaConfig(10, 10, 10, 10, 10, 10), QuotaConfig.NONE);
        long before = usedBytes();

        // When: each of a million addresses connects, calls, sends and receives
        for (int i = 0; i < 1_000_000; i++) {
            String address = "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255);
            Pass connection = limits.connect(address, null);
            limits.knock(address);
            Pass call = limits.admit(address, address, METHOD, true);
            call.received(1, 1);
            call.sent(1, 1);
            call.close();
            connection.close();
        }

        // Then: 1,000 are remembered, and each takes less than 4 KiB
        assertThat(limits.remembered()).isLessThanOrEqualTo(1_000);
        assertThat(usedBytes() - before).isLessThan(4_096 * 1_000);
        begin(limits, "still alive");
    }

    private int begin(Limits limits, String caller) {
        try {
            call(limits, caller).close();
            return 1;
        } catch (LimitExceeded tooFast) {
            return 0;
        }
    }

    private static Pass call(Limits limits, String caller) {
        limits.knock("10.0.0.1");
        return limits.admit("10.0.0.1", caller, METHOD, false);
    }

    private void drain(Limits limits, String caller) {
        while (begin(limits, caller) == 1) {
            // one more
        }
    }

    /** What a call gets through in 20 seconds, a second, where it does as it is told. */
    private double perSecond(Limits limits, int records, int bytes) {
        Pass pass = limits.admit("10.0.0.1", "caller of " + bytes, METHOD, true);
        pass.received(10_000, 1_000_000);
        time.pass(Duration.ofSeconds(10));
        long begun = time.currentTimeNanos();
        long end = begun + Duration.ofSeconds(20).toNanos();
        long total = 0;
        while (time.currentTimeNanos() < end) {
            total += records;
            time.pass(Duration.ofNanos(1 + pass.received(records, bytes)));
        }
        return total / 20.0;
    }

    private static String limit(Runnable asking) {
        return catchThrowableOfType(LimitExceeded.class, asking::run).limit();
    }

    private int retryMs(Limits limits, String caller) {
        return catchThrowableOfType(LimitExceeded.class, () -> call(limits, caller))
                .retryMs();
    }

    private Limits limits(QuotaConfig node, QuotaConfig address, QuotaConfig caller) {
        return new Limits(
                new LimitsConfig(List.of(), 1_000, node, address, caller, Map.of()),
                1_000,
                time,
                new Random(1),
                refused);
    }

    private static QuotaConfig calls(int perSecond) {
        return new QuotaConfig(0, 0, 0, perSecond, 0, 0);
    }

    private static QuotaConfig connections(int most) {
        return new QuotaConfig(most, 0, 0, 0, 0, 0);
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
