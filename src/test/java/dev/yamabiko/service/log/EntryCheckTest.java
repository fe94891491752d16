package dev.yamabiko.service.log;

import static dev.yamabiko.service.WireBytes.wire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.service.ServiceError.MalformedMessage;
import dev.yamabiko.service.ServiceError.Violation;
import dev.yamabiko.service.WireBytes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class EntryCheckTest {

    private static final long NOW = 1_700_000_000_123L;
    private static final String APPLICATION_RULE = " bytes (expected: 1 to 255, no control character)";
    private static final String KEY_RULE = " bytes (expected: 1 to 128, no control character)";

    private final EntryCheck check = new EntryCheck();

    @Test
    void shouldAcceptAnEntryThatHasEverything() throws Exception {
        LogEntry entry = good().setTimestamp(5)
                .setLevel("ERROR")
                .setMessage("any \u0000 text \u001b[31m\u0085")
                .setSourceFile("src/Main.java")
                .setLineNumber(Integer.MAX_VALUE)
                .putFields("key", "any \n value")
                .putFields("empty", "")
                .build();

        assertThat(check(entry)).isNull();
        assertThat(kept(entry)).isEqualTo(entry);
        assertThat(check.appendedBytes()).isZero();
        assertThat(check.time()).isEqualTo(5);
        assertThat(check.application()).isEqualTo("web");
    }

    @Test
    void shouldSetTimeAndLevelWhereTheEntryHasNone() throws Exception {
        LogEntry entry = good().build();

        assertThat(check(entry)).isNull();
        assertThat(kept(entry))
                .isEqualTo(entry.toBuilder().setTimestamp(NOW).setLevel("INFO").build());
        assertThat(check.time()).isEqualTo(NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"trace", "Debug", "iNFO", "WarN", "error", "Fatal"})
    void shouldKeepLevelsInCapitals(String level) throws Exception {
        LogEntry entry = good().setTimestamp(1).setLevel(level).build();

        assertThat(check(entry)).isNull();
        assertThat(kept(entry).getLevel()).isEqualTo(LogLevel.of(level).name());
    }

    static List<Arguments> brokenRules() {
        LogEntry.Builder manyFields = good();
        for (int i = 0; i <= 64; i++) {
            manyFields.putFields("key" + i, "");
        }
        return List.of(
                arguments(good().setTimestamp(-1), "timestamp: -1 (expected: 0 or more)"),
                arguments(good().setLineNumber(-7), "line_number: -7 (expected: 0 or more)"),
                arguments(
                        good().setLevel("LOUD"),
                        "level: unknown (expected: one of [TRACE, DEBUG, INFO, WARN, ERROR, FATAL])"),
                arguments(
                        good().setLevel("INFO "),
                        "level: unknown (expected: one of [TRACE, DEBUG, INFO, WARN, ERROR, FATAL])"),
                arguments(good().setApplication(""), "application: 0" + APPLICATION_RULE),
                arguments(good().setApplication("a".repeat(256)), "application: 256" + APPLICATION_RULE),
                arguments(good().setApplication("é".repeat(128)), "application: 256" + APPLICATION_RULE),
                arguments(good().setApplication("a\nb"), "application: 3" + APPLICATION_RULE),
                arguments(good().setApplication("a\u007f"), "application: 2" + APPLICATION_RULE),
                arguments(good().setApplication("a\u0085"), "application: 3" + APPLICATION_RULE),
                arguments(
                        good().setSourceFile("x".repeat(1_025)),
                        "source_file: 1025 bytes (expected: at most 1024, no control character)"),
                arguments(
                        good().setSourceFile("x\u0000"),
                        "source_file: 2 bytes (expected: at most 1024, no control character)"),
                arguments(good().putFields("", "v"), "fields: key of 0" + KEY_RULE),
                arguments(good().putFields("k".repeat(129), "v"), "fields: key of 129" + KEY_RULE),
                arguments(good().putFields("k\u001f", "v"), "fields: key of 2" + KEY_RULE),
                arguments(good().putFields("k\u009f", "v"), "fields: key of 3" + KEY_RULE),
                arguments(manyFields, "fields: 65 pairs (expected: at most 64)"),
                arguments(good().setHeartbeat(true), "heartbeat, skipped, positions: set (expected: left to the hub)"),
                arguments(good().setSkipped(1), "heartbeat, skipped, positions: set (expected: left to the hub)"),
                arguments(
                        good().putPositions("logs/a", 1),
                        "heartbeat, skipped, positions: set (expected: left to the hub)"));
    }

    @ParameterizedTest
    @MethodSource("brokenRules")
    void shouldNameTheRuleAnEntryBreaks(LogEntry.Builder entry, String rule) {
        assertThat(check(entry.build())).hasToString(rule);
    }

    @Test
    void shouldAcceptWhatIsJustWithinTheRules() {
        LogEntry.Builder entry = good().setApplication("a".repeat(255))
                .setSourceFile("x".repeat(1_024))
                .setTimestamp(Long.MAX_VALUE)
                .setOffset(77);
        for (int i = 0; i < 64; i++) {
            entry.putFields("k".repeat(126) + (10 + i), "v");
        }

        assertThat(check(entry.build())).isNull();
    }

    @Test
    void shouldTakeTheLastOfAFieldThatComesTwice() throws Exception {
        byte[] entry = wire().varint(1, -5)
                .varint(1, 9)
                .text(2, "LOUD")
                .text(2, "warn")
                .text(3, "")
                .text(3, "last")
                .text(5, "x".repeat(2_000))
                .text(5, "y")
                .varint(6, -1)
                .varint(6, 1)
                .bytes(7, wire().text(1, "").text(1, "k").text(2, "v").toBytes())
                .toBytes();

        assertThat(check(entry)).isNull();
        assertThat(check.application()).isEqualTo("last");
        assertThat(check.time()).isEqualTo(9);
        assertThat(kept(entry).getLevel()).isEqualTo("WARN");
        assertThat(check(wire().text(3, "first").text(3, "").toBytes())).isNotNull();
        assertThat(check(wire().text(3, "web").varint(1, 9).varint(1, -9).toBytes()))
                .isNotNull();
    }

    @Test
    void shouldLeaveAloneWhatParsersTakeForUnknownFields() throws Exception {
        // Given: known numbers with wire types that are not theirs, and numbers nobody knows
        byte[] entry = wire().text(3, "web")
                .bytes(1, new byte[] {(byte) 0xFF})
                .varint(2, 1)
                .varint(3, 1)
                .varint(4, 1)
                .varint(5, 1)
                .bytes(6, new byte[] {(byte) 0xFF})
                .varint(7, 1)
                .text(16, "x")
                .text(20, "x")
                .varint(21, 1)
                .bytes(99, new byte[] {(byte) 0xFF})
                .bytes(
                        7,
                        wire().text(1, "k")
                                .varint(2, 7)
                                .bytes(3, new byte[] {-1})
                                .toBytes())
                .toBytes();

        assertThat(check(entry)).isNull();
        assertThat(kept(entry).getTimestamp()).isEqualTo(NOW);
        assertThat(kept(entry).getFieldsMap()).containsEntry("k", "");
    }

    @Test
    void shouldTakePaddedNumbers() throws Exception {
        byte[] entry = wire().raw(0x88, 0x00, 0x85, 0x80, 0x00, 0x9A, 0x80, 0x00, 0x83, 0x80, 0x00, 'w', 'e', 'b')
                .toBytes();

        assertThat(check(entry)).isNull();
        assertThat(check.time()).isEqualTo(5);
        assertThat(kept(entry).getTimestamp()).isEqualTo(5);
    }

    @Test
    void shouldTakeAHubFieldThatSaysNothing() {
        assertThat(check(wire().text(3, "web").varint(16, 0).varint(20, 0).toBytes()))
                .isNull();
    }

    static List<WireBytes> malformed() {
        byte[] notUtf8 = {'a', (byte) 0xC3};
        return List.of(
                wire().text(3, "web").bytes(2, notUtf8),
                wire().bytes(3, notUtf8),
                wire().text(3, "web").bytes(4, notUtf8),
                wire().text(3, "web").bytes(5, notUtf8),
                wire().text(3, "web").bytes(7, wire().bytes(1, notUtf8).toBytes()),
                wire().text(3, "web")
                        .bytes(7, wire().text(1, "k").bytes(2, notUtf8).toBytes()),
                wire().bytes(2, notUtf8).text(2, "INFO").text(3, "web"),
                wire().text(3, "web").bytes(7, wire().text(1, "k").raw(0x12, 9).toBytes()),
                wire().text(3, "web").raw(0x22, 0x7F, 'x'),
                wire().text(3, "web").tag(30, 3).tag(30, 4),
                wire().text(3, "web").raw(0));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void shouldRefuseWhatIsNoEntry(WireBytes bytes) {
        assertThatExceptionOfType(MalformedMessage.class).isThrownBy(() -> check(bytes.toBytes()));
    }

    @Test
    void shouldCheckAGoodEntryAfterAnyBadOne() throws Exception {
        for (Arguments rule : brokenRules()) {
            check(((LogEntry.Builder) rule.get()[0]).build());

            assertThat(check(good().build())).isNull();
            assertThat(kept(good().build()).getApplication()).isEqualTo("web");
        }
        for (WireBytes bad : malformed()) {
            assertThatExceptionOfType(MalformedMessage.class).isThrownBy(() -> check(bad.toBytes()));

            assertThat(check(good().build())).isNull();
            assertThat(check.application()).isEqualTo("web");
        }
    }

    private static LogEntry.Builder good() {
        return LogEntry.newBuilder().setApplication("web").setMessage("hello");
    }

    private @Nullable Violation check(LogEntry entry) {
        return check(entry.toByteArray());
    }

    private @Nullable Violation check(byte[] entry) {
        return check.check(entry, 0, entry.length, NOW);
    }

    /** The entry checked last, with what the hub appends. */
    private LogEntry kept(LogEntry entry) throws Exception {
        return kept(entry.toByteArray());
    }

    private LogEntry kept(byte[] entry) throws Exception {
        return LogEntry.parseFrom(
                ByteString.copyFrom(entry).concat(ByteString.copyFrom(check.appended(), 0, check.appendedBytes())));
    }
}
