package dev.yamabiko.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class ValueTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cpu_usage_ratio | 0.1234 | 12.3 %",
                "memory_used_bytes | 1023 | 1023 B",
                "memory_used_bytes | 1536 | 1.5 KiB",
                "disk_total_bytes | 5e18 | 4440.9 PiB",
                "network_sent_bytes_per_second | 2097152 | 2.0 MiB/s",
                "hub_commits_per_second | 1234.5 | 1,234.500/s",
                "hub_event_loop_lag_seconds | 0.0123 | 12.3 ms",
                "process_uptime_seconds | 59 | 59.0 s",
                "process_uptime_seconds | 90 | 1.5 min",
                "process_uptime_seconds | 5400 | 1.5 h",
                "process_uptime_seconds | 129600 | 1.5 d",
                "orders | 1234567 | 1,234,567",
                "temp | -21.5 | -21.500",
                "tiny | 1.5e-9 | 1.50e-09",
                "huge | 1e300 | 1.00e+300",
            })
    void shouldShowAValueInTheUnitOfItsName(String name, double value, String text) {
        assertThat(ValueText.of(name, value)).isEqualTo(text);
    }

    @Test
    void shouldShowTheNewestValuesAsBars() {
        Sparkline line = new Sparkline();
        assertThat(line.toString()).isEmpty();
        for (int i = 0; i < 100; i++) {
            line.add(i);
        }
        assertThat(line.toString()).hasSize(Sparkline.WIDTH).startsWith("▁▁▁").endsWith("██");
        Sparkline flat = new Sparkline();
        flat.add(7);
        flat.add(7);
        assertThat(flat.toString()).isEqualTo("▁▁");
    }
}
