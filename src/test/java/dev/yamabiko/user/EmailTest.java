package dev.yamabiko.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class EmailTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "ann@example.com, ann@example.com",
                "Ann.Lee+news@Example.COM, ann.lee+news@example.com",
                "a@b, a@b",
                "o'hara@example.com, o'hara@example.com",
                "x--;@example.com,",
                "{|}~!#$%&*/=?^_`@example.com, {|}~!#$%&*/=?^_`@example.com",
                "ann@BÜCHER.example, ann@xn--bcher-kva.example",
                "ann@xn--bcher-kva.example, ann@xn--bcher-kva.example",
                "ANN@ｅxample.com, ann@example.com"
            })
    void shouldBeOneWhateverTheCase(String text, String key) {
        Email email = Email.of(text);

        assertThat(email == null ? null : email.key()).isEqualTo(key);
        assertThat(email == null ? text : email.text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "ann",
                "ann@",
                "@example.com",
                "ann@@example.com",
                "ann lee@example.com",
                ".ann@example.com",
                "ann.@example.com",
                "ann..lee@example.com",
                "ann@example..com",
                "ann@.example.com",
                "ann@example.com.",
                "ann@-example.com",
                "ann@example-.com",
                "ann@exa_mple.com",
                "ann@[127.0.0.1]",
                "\"ann lee\"@example.com",
                "ann(comment)@example.com",
                "Ann <ann@example.com>",
                "ann@example.com\n",
                "ann@example.com\r\nBcc: bob@example.com",
                "ann\u0000@example.com",
                "ann@exam\u0000ple.com",
                "änn@example.com",
                "ann@example.com' OR '1'='1",
                "ann\u202E@example.com"
            })
    void shouldRefuseWhatIsNone(String text) {
        assertThat(Email.of(text)).isNull();
    }

    @Test
    void shouldRefuseWhatIsTooLong() {
        String label = "a".repeat(63);

        assertThat(Email.of("a".repeat(64) + "@example.com")).isNotNull();
        assertThat(Email.of("a".repeat(65) + "@example.com")).isNull();
        assertThat(Email.of("a@" + label + "." + label + "." + label + "." + "a".repeat(60)))
                .isNotNull();
        assertThat(Email.of("a@" + label + "." + label + "." + label + "." + "a".repeat(61)))
                .isNull();
        assertThat(Email.of("a@" + "a".repeat(64))).isNull();
        assertThat(Email.of("a".repeat(1_000_000) + "@" + "a.".repeat(1_000_000)))
                .isNull();
    }
}
