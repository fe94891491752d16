package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.game.v1.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Refusals that do not end a call: {@code docs/protocol.md} names those the code can send, and no others, but for the
 * reasons of calls, which any reply may have.
 */
@Timeout(10)
class ReplyReasonTest {

    private static final Path SERVICES = Path.of("src/main/java/dev/yamabiko/service");
    private static final Pattern WORD = Pattern.compile("`([A-Z][A-Z_]+)`");

    @Test
    void shouldNameEveryRefusalOfGames() throws IOException {
        Set<String> sent = Arrays.stream(Refusal.Reason.values())
                .filter(reason -> reason != Refusal.Reason.UNRECOGNIZED)
                .filter(reason -> reason != Refusal.Reason.REASON_UNSPECIFIED)
                .map(reason -> reason.name().substring("REASON_".length()))
                .collect(Collectors.toSet());

        assertThat(named("## Games")).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void shouldNameEveryRefusalOfEdits() throws IOException {
        Set<String> sent = found("editor/Refusal.java", "(?m)^        ([A-Z_]+)\\(Remedy\\.");

        assertThat(sent).isNotEmpty();
        assertThat(own("## Documents")).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void shouldNameEveryRefusalOfSharedKeys() throws IOException {
        Set<String> sent = found("sync/WriteCommand.java", "setReason\\(\"([A-Z_]+)\"\\)");

        assertThat(sent).isNotEmpty();
        assertThat(own("## Shared keys and values")).containsExactlyInAnyOrderElementsOf(sent);
    }

    /** Those of a section that are no reasons of calls. */
    private static Set<String> own(String section) throws IOException {
        Set<String> calls = Arrays.stream(Reason.values()).map(Enum::name).collect(Collectors.toSet());
        Set<String> own = named(section);
        own.removeAll(calls);
        return own;
    }

    /** What the first cells of the rows of a section name. */
    private static Set<String> named(String section) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("docs/protocol.md"));
        int from = lines.indexOf(section);
        assertThat(from).as(section).isNotNegative();
        Set<String> named = new TreeSet<>();
        for (String line : lines.subList(from + 1, lines.size())) {
            if (line.startsWith("## ")) {
                break;
            }
            if (line.startsWith("| `")) {
                WORD.matcher(line.substring(0, line.indexOf('|', 1)))
                        .results()
                        .map(word -> word.group(1))
                        .forEach(named::add);
            }
        }
        return named;
    }

    private static Set<String> found(String source, String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(SERVICES.resolve(source)))
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toSet());
    }
}
