package dev.yamabiko.cli.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import dev.yamabiko.cli.line.LogLevel;
import dev.yamabiko.cli.line.Moments;
import dev.yamabiko.proto.log.v1.LogEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonEntriesTest {

    private final JsonEntries entries =
            new JsonEntries(new Moments(ZoneOffset.UTC, Clock.systemUTC()), "app", LogLevel.DEBUG);

    @Test
    void shouldTakeEveryKeyOfAnEntry() throws Exception {
        assertThat(entry("""
                {"timestamp":1714564800123,"level":"warning","application":"shop","message":"a\\nb",
                 "source_file":"A.java","line_number":7,"fields":{"user":"x","n":1},"offset":99}"""))
                .isEqualTo(LogEntry.newBuilder()
                        .setTimestamp(1_714_564_800_123L)
                        .setLevel("WARN")
                        .setApplication("shop")
                        .setMessage("a\nb")
                        .setSourceFile("A.java")
                        .setLineNumber(7)
                        .putFields("user", "x")
                        .putFields("n", "1")
                        .build());
    }

    @Test
    void shouldMakeFieldsOfKeysItDoesNotKnow() throws Exception {
        assertThat(entry("{\"message\":\"m\",\"a\":1.5,\"b\":true,\"c\":{\"d\":[1]},\"e\":null,\"f\":\"g\"}"))
                .isEqualTo(LogEntry.newBuilder()
                        .setLevel("DEBUG")
                        .setApplication("app")
                        .setMessage("m")
                        .putFields("a", "1.5")
                        .putFields("b", "true")
                        .putFields("c", "{\"d\":[1]}")
                        .putFields("f", "g")
                        .build());
    }

    @Test
    void shouldReadTimesAndLevelsAsPeopleWriteThem() throws Exception {
        assertThat(entry("{\"timestamp\":\"2024-05-01T14:00:00+02:00\"}").getTimestamp())
                .isEqualTo(1_714_564_800_000L);
        assertThat(entry("{\"timestamp\":\"2024-05-01 12:00:00\"}").getTimestamp())
                .isEqualTo(1_714_564_800_000L);
        assertThat(entry("{\"level\":40}").getLevel()).isEqualTo("WARN");
        assertThat(entry("{\"level\":\"loud\"}").getLevel())
                .as("for the hub to refuse")
                .isEqualTo("loud");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '\u0001', textBlock = """
            hello                            ~ no JSON: Unrecognized token 'hello'
            {"message":"a"                   ~ no JSON: Unexpected end-of-input
            {"message":"a"} {"message":"b"}  ~ more than one JSON value
            [1]                              ~ no JSON object
            {"timestamp":"noon"}             ~ timestamp: "noon" (expected: milliseconds since the epoch, or ISO 8601)
            {"line_number":1.5}              ~ line_number: 1.5 (expected: a whole number)
            {"fields":[1]}                   ~ fields: [1] (expected: an object)
            {"message":"\\ud800"}            ~ message: half a character at 0 (expected: valid Unicode)
            """)
    void shouldRefuseALineAndSayWhy(String line, String reason) {
        assertThatThrownBy(() -> entry(line)).isInstanceOf(RefusedLine.class).hasMessageStartingWith(reason);
    }

    @Test
    void shouldRefuseAnEmptyLine() {
        assertThatThrownBy(() -> entry(" ")).isInstanceOf(RefusedLine.class).hasMessageStartingWith("no JSON object");
    }

    @Test
    void shouldReadWhatTailWrites() throws Exception {
        LogEntry entry = LogEntry.newBuilder()
                .setTimestamp(1_714_564_800_123L)
                .setLevel("FATAL")
                .setApplication("shop")
                .setMessage("a\u001b\"\\\u5c71\ud83d\ude00\r")
                .setSourceFile("A.java")
                .setLineNumber(7)
                .putFields("k", "v")
                .build();
        ByteArrayOutputStream json = new ByteArrayOutputStream();

        for (boolean shown : new boolean[] {true, false}) {
            json.reset();
            new JsonEntryFormat(new JsonFactory(), shown)
                    .append(entry.toBuilder().setOffset(12).build(), json);

            assertThat(entry(json.toString(StandardCharsets.UTF_8))).isEqualTo(entry);
        }
    }

    private LogEntry entry(String line) throws RefusedLine, IOException {
        byte[] bytes = line.replace('\n', ' ').getBytes(StandardCharsets.UTF_8);
        LineReader reader = new LineReader(new ByteArrayInputStream(bytes), 1 << 20);
        assertThat(reader.next()).isTrue();
        return entries.entry(reader);
    }
}
