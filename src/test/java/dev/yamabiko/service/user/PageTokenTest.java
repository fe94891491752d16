package dev.yamabiko.service.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class PageTokenTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000, Integer.MAX_VALUE})
    void shouldSayWhereThePageEnded(int last) {
        assertThat(PageToken.of(last)).hasSize(12);
        assertThat(PageToken.last(PageToken.of(last))).isEqualTo(last);
    }

    @Test
    void shouldBeginAtTheBeginningWithoutOne() {
        assertThat(PageToken.last("")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "5", "-1", "AAAA", "AQAAAAEAAAAA", "' OR 1=1 --", "AQAAAAEAAAAA AQAAAAEAAAAA", "é"})
    void shouldTakeNothingElseForOne(String text) {
        assertThat(PageToken.last(text)).isEqualTo(-1);
    }

    @Test
    void shouldNoticeEachBitThatIsAnother() {
        byte[] bytes = Base64.getUrlDecoder().decode(PageToken.of(1_234));
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);

            assertThat(PageToken.last(Base64.getUrlEncoder().encodeToString(changed)))
                    .isEqualTo(-1);
        }
    }
}
