package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ReasonTest {

    /** {@code | 1001 | `HISTORY_EXPIRED` | `OUT_OF_RANGE` | no | ...}. */
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| *(\\d+) *\\| *`(\\w+)` *\\| *`(\\w+)` *\\| *(yes|no) *\\|.*$");

    @Test
    void shouldBeDocumentedOneByOne() throws Exception {
        // Given
        String protocol = Files.readString(Path.of("docs/protocol.md"));

        // When
        List<String> documented =
                ROW.matcher(protocol).results().map(row -> row(row)).toList();

        // Then
        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Reason.values()).map(ReasonTest::row).toList());
    }

    @Test
    void shouldHaveNumbersOfTheirOwn() {
        assertThat(Arrays.stream(Reason.values()).map(Reason::number)).doesNotHaveDuplicates();
    }

    private static String row(MatchResult row) {
        return row.group(1) + " " + row.group(2) + " " + row.group(3) + " " + row.group(4);
    }

    private static String row(Reason reason) {
        return reason.number() + " " + reason + " " + reason.code() + " " + (reason.retryable() ? "yes" : "no");
    }
}
