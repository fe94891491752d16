package dev.yamabiko.service.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class SoughtTextTest {

    /** Few letters, so that texts are often found; some of them change their length or their alphabet with the case. */
    private static final String[] LETTERS = {"a", "A", "s", "S", "i", "I", "-", "\u00df", "\u0131", "\u017f", "\u00e4"};

    @Test
    void shouldBeFoundInAnyCase() {
        assertThat(in("timeout", "Connection TIMEOUT after 3 s")).isTrue();
        assertThat(in("TimeOut", "connection timeout")).isTrue();
        assertThat(in("timeouts", "connection timeout")).isFalse();
        assertThat(in("", "")).isTrue();
        assertThat(in("a", "")).isFalse();
        assertThat(in("[", "{")).as("32 apart, but no letters").isFalse();
        assertThat(in("STRASSE", "Hauptstra\u00dfe 1")).isTrue();
        assertThat(in("ist", "\u0131\u017ft")).as("their upper cases are ASCII").isTrue();
    }

    @RepeatedTest(10)
    void shouldBeFoundWhereTheUpperCasesSaySo(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        for (int i = 0; i < 2_000; i++) {
            String sought = text(random, 3);
            String text = text(random, 12);
            boolean expected = text.toUpperCase(Locale.ROOT).contains(sought.toUpperCase(Locale.ROOT));
            assertThat(in(sought, text)).as(sought + " in " + text).isEqualTo(expected);
        }
    }

    private static String text(SplittableRandom random, int most) {
        StringBuilder text = new StringBuilder();
        int letters = random.nextBoolean() ? 7 : LETTERS.length;
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(LETTERS[random.nextInt(letters)]);
        }
        return text.toString();
    }

    private static boolean in(String sought, String text) {
        byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
        return new SoughtText(sought).isIn(bytes, 1, bytes.length - 1);
    }
}
