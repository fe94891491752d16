package dev.yamabiko.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EscapeTest {

    @Test
    void shouldShowWhatATerminalWouldObey() {
        assertThat(Escape.TEXT.apply("a\u001b[31mred\u0007\b\r\n\u0000\u007f\u009b2J"))
                .isEqualTo("a\\x1b[31mred\\x07\\x08\\x0d\\x0a\\x00\\x7f\\x9b2J");
    }

    @Test
    void shouldShowWhatHidesOrTurnsTextAround() {
        assertThat(Escape.TEXT.apply("a\u202eb\u2066c\u200fd\u2028e\u061cf"))
                .isEqualTo("a\\u202eb\\u2066c\\u200fd\\u2028e\\u061cf");
    }

    @Test
    void shouldLeaveTextAlone() {
        String text = "tab\there, \u65e5\u672c\u8a9e, \ud83d\ude00, caf\u00e9, back\\slash";

        assertThat(Escape.TEXT.apply(text)).isSameAs(text);
    }

    @Test
    void shouldWriteCodesThatJsonUnderstands() {
        assertThat(Escape.JSON.apply("{\"a\":\"\u009b\u007f\u202e\"}")).isEqualTo("{\"a\":\"\\u009b\\u007f\\u202e\"}");
    }
}
