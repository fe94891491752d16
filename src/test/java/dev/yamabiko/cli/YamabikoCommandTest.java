package dev.yamabiko.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamabikoCommandTest {

    private final Screen screen = new Screen();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "serve --help",
                "logs --help",
                "logs send --help",
                "logs tail --help",
                "logs tail -h",
                "nodes --help",
                "topics --help"
            })
    void shouldHelp(String arguments) {
        assertThat(screen.run(arguments.split(" "))).isZero();

        assertThat(screen.out()).startsWith("Usage: yamabiko");
        assertThat(screen.out().lines()).allMatch(line -> line.length() <= 80);
        assertThat(screen.err()).isEmpty();
    }

    @Test
    void shouldShowExamplesOfEveryCommand() {
        for (String command : new String[] {"", "serve", "logs send", "logs tail", "nodes", "topics"}) {
            Screen help = new Screen();
            help.run((command + " --help").strip().split(" "));
            assertThat(help.out()).as(command).contains("Examples:", "yamabiko " + command);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V", "logs tail --version"})
    void shouldSayItsVersion(String arguments) {
        assertThat(screen.run(arguments.split(" "))).isZero();

        assertThat(screen.out()).startsWith("yamabiko ").contains("Java ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--bogus",
                "logs tail --bogus",
                "bogus",
                "logs",
                "logs bogus",
                "serve --port many",
                "logs tail -n -1",
                "logs tail -n 0",
                "logs tail -n 1000001",
                "logs tail -n 5 --all",
                "logs tail --json --raw",
                "logs tail --level loud",
                "logs tail --since yesterday",
                "logs tail --until 25h61",
                "logs tail --color sometimes",
                "logs tail --zone Nowhere/Else",
                "logs tail --server 127.0.0.1:http",
                "logs send --level loud",
                "logs send --server ::1",
                "logs send --retry-for soon",
                "nodes --server a:1,b:x",
                "topics -n 0"
            })
    void shouldExplainItsUsageWithExitCode2(String arguments) {
        assertThat(screen.run(arguments.split(" "))).isEqualTo(2);

        assertThat(screen.err())
                .containsAnyOf("Usage: yamabiko", "Did you mean")
                .doesNotContain("Exception", "\tat ");
        assertThat(screen.out()).isEmpty();
    }

    @Test
    void shouldExplainItsUsageWithoutACommand() {
        assertThat(screen.run()).isEqualTo(2);

        assertThat(screen.err()).contains("Usage: yamabiko");
    }
}
