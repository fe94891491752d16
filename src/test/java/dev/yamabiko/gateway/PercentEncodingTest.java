package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class PercentEncodingTest {

    @ParameterizedTest
    @CsvSource({"plain ~!text,plain ~!text", "100%,100%25", "é,%C3%A9", "🏔,%F0%9F%8F%94", "'',''"})
    void shouldEncodeWhatIsNotPrintableAscii(String text, String encoded) {
        assertThat(PercentEncoding.encode(text)).isEqualTo(encoded);
    }

    @Test
    void shouldEncodeControlCharacters() {
        assertThat(PercentEncoding.encode("a\r\n\u0000\u007f")).isEqualTo("a%0D%0A%00%7F");
    }

    @Test
    void shouldDecodeToWhatItWas() {
        String text = "tail: -1 (expected: 0 to 1000000) größer 日本 🏔 \n\t 100% a+b";

        assertThat(URLDecoder.decode(PercentEncoding.encode(text).replace("+", "%2B"), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "日", "🏔", "a日", "ab🏔", "abc🏔"})
    void shouldCutALongTextBetweenTwoCharacters(String pattern) {
        String text = pattern.repeat(2_000);

        String cut = URLDecoder.decode(PercentEncoding.encode(text), StandardCharsets.UTF_8);

        assertThat(text).startsWith(cut);
        assertThat(cut.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1_021, 1_024);
    }
}
