package dev.yamabiko.cli.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import dev.yamabiko.proto.log.v1.LogEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class EntryFormatTest {

    private static final LogEntry ENTRY = LogEntry.newBuilder()
            .setTimestamp(1_714_564_800_007L)
            .setLevel("WARN")
            .setApplication("shop")
            .setMessage("disk is full")
            .setOffset(3)
            .build();

    private static final LogEntry HOSTILE = ENTRY.toBuilder()
            .setApplication("a\u001b[2Jb")
            .setMessage("x\u001b]0;title\u0007\nforged\u009b")
            .putFields("k\u0008", "v\u001b")
            .build();

    @Test
    void shouldWriteALineForAPerson() throws IOException {
        assertThat(text(new TextFormat(ZoneOffset.UTC, false), ENTRY))
                .isEqualTo("2024-05-01 12:00:00.007 WARN  shop disk is full\n");
        assertThat(text(new TextFormat(ZoneId.of("Asia/Tokyo"), false), ENTRY))
                .isEqualTo("2024-05-01 21:00:00.007 WARN  shop disk is full\n");
    }

    @Test
    void shouldColorALine() throws IOException {
        assertThat(text(new TextFormat(ZoneOffset.UTC, true), ENTRY))
                .isEqualTo("\u001b[2m2024-05-01 12:00:00.007\u001b[0m \u001b[33mWARN \u001b[0m"
                        + " \u001b[36mshop\u001b[0m disk is full\n");
    }

    @Test
    void shouldShowFieldsBehindTheMessage() throws IOException {
        LogEntry entry = ENTRY.toBuilder()
                .putFields("user", "x")
                .putFields("cause", "a \"b\"")
                .putFields("e", "")
                .build();

        assertThat(text(new TextFormat(ZoneOffset.UTC, false), entry))
                .endsWith(" disk is full cause=\"a \\\"b\\\"\" e=\"\" user=x\n");
    }

    @Test
    void shouldSetFurtherLinesOfAMessageInAndDropWhatWindowsLeaves() throws IOException {
        LogEntry entry = ENTRY.toBuilder().setMessage("one\r\ntwo\nthree\r").build();

        assertThat(text(new TextFormat(ZoneOffset.UTC, false), entry)).endsWith("shop one\n    two\n    three\n");
    }

    @Test
    void shouldNotLetAMessageCommandTheTerminal() throws IOException {
        assertThat(text(new TextFormat(ZoneOffset.UTC, false), HOSTILE))
                .endsWith(" a\\x1b[2Jb x\\x1b]0;title\\x07\n    forged\\x9b k\\x08=v\\x1b\n");
        assertThat(text(new RawFormat(true), HOSTILE)).isEqualTo("x\\x1b]0;title\\x07\\x0aforged\\x9b\n");
        assertThat(text(new JsonEntryFormat(new JsonFactory(), true), HOSTILE))
                .contains("\"message\":\"x\\u001B]0;title\\u0007\\nforged\\u009b\"")
                .matches("[\\x20-\\x7e]*\n");
    }

    @Test
    void shouldWriteEveryByteIntoAPipe() throws IOException {
        assertThat(text(new RawFormat(false), HOSTILE)).isEqualTo("x\u001b]0;title\u0007\nforged\u009b\n");
        assertThat(text(
                        new RawFormat(false),
                        ENTRY.toBuilder().setMessage("a\r").build()))
                .isEqualTo("a\r\n");
        assertThat(text(new RawFormat(false), ENTRY.toBuilder().setMessage("").build()))
                .isEqualTo("\n");
    }

    @Test
    void shouldNotTakeAnybodysFieldForTheBytesOfALine() throws IOException {
        LogEntry entry = ENTRY.toBuilder()
                .putFields(PlainEntries.ORIGINAL, "no base 64!")
                .build();

        assertThat(text(new RawFormat(false), entry)).isEqualTo("disk is full\n");
    }

    @Test
    void shouldWriteAnObjectWithAllThatAnEntryHas() throws IOException {
        LogEntry entry = ENTRY.toBuilder()
                .setSourceFile("A.java")
                .setLineNumber(7)
                .putFields("b", "2")
                .putFields("a", "1")
                .build();

        assertThat(text(new JsonEntryFormat(new JsonFactory(), false), entry))
                .isEqualTo("{\"timestamp\":1714564800007,\"level\":\"WARN\",\"application\":\"shop\","
                        + "\"message\":\"disk is full\",\"source_file\":\"A.java\",\"line_number\":7,"
                        + "\"fields\":{\"a\":\"1\",\"b\":\"2\"},\"offset\":3}\n");
        assertThat(text(new JsonEntryFormat(new JsonFactory(), false), ENTRY))
                .doesNotContain("source_file", "line_number", "fields");
    }

    private static String text(EntryFormat format, LogEntry entry) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        format.append(entry, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
