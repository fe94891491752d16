package dev.yamabiko.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class LiveViewTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void shouldRedrawInPlaceOnATerminal() {
        LiveView view = view(true);

        view.show("NODE", List.of("a", "b"));
        view.show("NODE", List.of("c"));

        assertThat(shown())
                .isEqualTo("\u001b[?7lNODE\na\nb\n\u001b[?7h" + "\u001b[3A\u001b[J\u001b[?7lNODE\nc\n\u001b[?7h");
    }

    @Test
    void shouldPrintHeadingsOnceWhereNobodyLooks() {
        LiveView view = view(false);

        view.show("NODE", List.of("a"));
        view.show("NODE", List.of("b"));
        view.show("NODE  ", List.of("c"));

        assertThat(shown()).isEqualTo("NODE\na\nb\nNODE  \nc\n");
    }

    private LiveView view(boolean terminal) {
        PrintStream errors = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return new LiveView(new Terminal(
                InputStream.nullInputStream(), out, errors, () -> false, () -> terminal, () -> false, () -> 24, false));
    }

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
