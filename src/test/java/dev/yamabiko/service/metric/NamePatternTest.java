package dev.yamabiko.service.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class NamePatternTest {

    @ParameterizedTest
    @CsvSource({
        "cpu*, cpu_usage_ratio, true",
        "cpu*, cpu, true",
        "cpu*, a_cpu, false",
        "cpu, cpu, true",
        "cpu, cpus, false",
        "*, anything, true",
        "*_bytes, memory_total_bytes, true",
        "*_bytes, memory_total_bytes_2, false",
        "a*b*c, axxbyyc, true",
        "a*b*c, axxcyyb, false",
        "a.c, abc, false",
        "CPU*, cpu_usage, false",
    })
    void shouldMatchAsWritten(String pattern, String text, boolean matches) {
        assertThat(NamePattern.matches(pattern, text)).isEqualTo(matches);
    }

    @Test
    void shouldMatchAsARegularExpressionWould() {
        Random random = new Random(3);
        for (int i = 0; i < 200_000; i++) {
            String pattern = word(random, "ab*", 6);
            String text = word(random, "ab", 8);
            assertThat(NamePattern.matches(pattern, text))
                    .as("%s on %s", pattern, text)
                    .isEqualTo(Pattern.matches(pattern.replace("*", ".*"), text));
        }
    }

    @Test
    void shouldTakeNoLongForAPatternMadeToTakeLong() {
        assertThat(NamePattern.matches("*a".repeat(127) + "b", "a".repeat(255))).isFalse();
    }

    private static String word(Random random, String letters, int most) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }
}
