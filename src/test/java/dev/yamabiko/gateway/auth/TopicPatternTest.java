package dev.yamabiko.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class TopicPatternTest {

    @ParameterizedTest
    @CsvSource({
        "*, logs/web, true",
        "logs/web, logs/web, true",
        "logs/web, logs/web2, false",
        "logs/web, logs/we, false",
        "logs/web, LOGS/WEB, false",
        "logs/*, logs/web, true",
        "logs/*, logs/, true",
        "logs/*, logs, false",
        "logs/*, xlogs/web, false",
        "*/web, logs/web, true",
        "*/web, logs/web/x, false",
        "a*b*c, a-b-c, true",
        "a*b*c, abc, true",
        "a*b*c, acb, false",
        "a*a, a, false",
        "a*a, aa, true",
        "ab*ba, aba, false",
        "*b*, abc, true",
        "**, anything, true",
        "notifications/{user}, notifications/ann, true",
        "notifications/{user}, notifications/bob, false",
        "notifications/{user}, notifications/ann2, false",
        "files/{user}/*, files/ann/a/b.txt, true",
        "files/{user}/*, files/annette/b.txt, false",
        "{user}*{user}, ann-ann, true",
        "{user}*{user}, ann-an, false",
        "{users}, {users}, true",
        "logs/.+, logs/web, false",
        "logs/[a-z]*, logs/web, false",
        "logs/[a-z]*, logs/[a-z]x, true"
    })
    void shouldMeanWhatItSays(String pattern, String topic, boolean meant) {
        assertThat(new TopicPattern(pattern).matches(topic, "ann")).isEqualTo(meant);
    }

    @Test
    void shouldTakeAUserForNothingButItself() {
        assertThat(new TopicPattern("notifications/{user}").matches("notifications/bob", "*"))
                .isFalse();
        assertThat(new TopicPattern("notifications/{user}").matches("notifications/{user}", "ann"))
                .isFalse();
    }

    @Test
    void shouldNotTakeLongForHostilePatterns() {
        String pattern = "a*".repeat(2_000) + "b";

        assertThat(new TopicPattern(pattern).matches("a".repeat(100_000), "ann"))
                .isFalse();
    }
}
