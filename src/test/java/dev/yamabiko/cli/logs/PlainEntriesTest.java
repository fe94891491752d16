package dev.yamabiko.cli.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.cli.line.LineStamps;
import dev.yamabiko.cli.line.LogLevel;
import dev.yamabiko.cli.line.Moments;
import dev.yamabiko.proto.log.v1.LogEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class PlainEntriesTest {

    private static final LineStamps STAMPS = new LineStamps(
            new Moments(ZoneOffset.UTC, Clock.fixed(Instant.parse("2024-06-15T12:00:00Z"), ZoneOffset.UTC)));

    @Test
    void shouldMakeAnEntryOfALine() throws IOException {
        PlainEntries entries = new PlainEntries(STAMPS, "app", null, "app.log");

        assertThat(entry(entries, "2024-05-01T12:00:00Z WARN a\tb  \r"))
                .isEqualTo(LogEntry.newBuilder()
                        .setTimestamp(1_714_564_800_000L)
                        .setLevel("WARN")
                        .setApplication("app")
                        .setMessage("2024-05-01T12:00:00Z WARN a\tb  \r")
                        .setSourceFile("app.log")
                        .setLineNumber(1)
                        .build());
    }

    @Test
    void shouldLeaveToTheHubWhatALineDoesNotSay() throws IOException {
        PlainEntries entries = new PlainEntries(STAMPS, "app", null, "");

        assertThat(entry(entries, "hello"))
                .isEqualTo(LogEntry.newBuilder()
                        .setApplication("app")
                        .setMessage("hello")
                        .build());
    }

    @Test
    void shouldGiveALineWithoutALevelTheOneItIsTold() throws IOException {
        PlainEntries entries = new PlainEntries(STAMPS, "app", LogLevel.DEBUG, "");

        assertThat(entry(entries, "hello").getLevel()).isEqualTo("DEBUG");
        assertThat(entry(entries, "ERROR: hello").getLevel()).isEqualTo("ERROR");
    }

    @Test
    void shouldKeepTheBytesOfALineThatIsNoUtf8() throws IOException {
        PlainEntries entries = new PlainEntries(STAMPS, "app", null, "");
        byte[] latin = "caf\u00e9 \u00ff!".getBytes(StandardCharsets.ISO_8859_1);

        LogEntry entry = entry(entries, latin);

        assertThat(entry.getMessage()).isEqualTo("caf\ufffd \ufffd!");
        assertThat(entry.getFieldsMap()).containsKey(PlainEntries.ORIGINAL);
        assertThat(entries.notUtf8()).isEqualTo(1);
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        new RawFormat(false).append(entry, raw);
        assertThat(raw.toByteArray()).isEqualTo(concat(latin, (byte) '\n'));
    }

    @Test
    void shouldTakeAReplacementCharacterForWhatItIs() throws IOException {
        PlainEntries entries = new PlainEntries(STAMPS, "app", null, "");

        LogEntry entry = entry(entries, "a \ufffd and \ud83d\ude00");

        assertThat(entry.getMessage()).isEqualTo("a \ufffd and \ud83d\ude00");
        assertThat(entry.getFieldsMap()).isEmpty();
        assertThat(entries.notUtf8()).isZero();
    }

    @Test
    void shouldReadTheStampOfAVeryLongLine() throws IOException {
        PlainEntries entries = new PlainEntries(STAMPS, "app", null, "");

        assertThat(entry(entries, "2024-05-01T12:00:00Z ERROR " + "\u5c71".repeat(50_000))
                        .getLevel())
                .isEqualTo("ERROR");
        assertThat(entry(entries, "{\"level\":\"warn\",\"msg\":\"" + "x".repeat(50_000) + "\"}")
                        .getLevel())
                .isEqualTo("WARN");
    }

    private static LogEntry entry(PlainEntries entries, String line) throws IOException {
        return entry(entries, line.getBytes(StandardCharsets.UTF_8));
    }

    private static LogEntry entry(PlainEntries entries, byte[] line) throws IOException {
        LineReader reader = new LineReader(new ByteArrayInputStream(line), 1 << 20);
        assertThat(reader.next()).isTrue();
        return entries.entry(reader);
    }

    private static byte[] concat(byte[] bytes, byte last) {
        byte[] all = java.util.Arrays.copyOf(bytes, bytes.length + 1);
        all[bytes.length] = last;
        return all;
    }
}
