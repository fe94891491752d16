package dev.yamabiko.service.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.service.ServiceError.MalformedMessage;
import dev.yamabiko.service.ServiceError.Violation;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The scanner that looks at entries in place, held against protobuf's own parser. */
@Timeout(60)
class EntryCheckPropertyTest {

    private static final long NOW = 1_700_000_000_123L;
    private static final long SEED = 20_261_120;
    private static final int ROUNDS = 20_000;

    private final EntryCheck check = new EntryCheck();

    @Test
    void shouldAgreeWithTheParserOnEveryEntry() throws Exception {
        RandomEntries entries = new RandomEntries(SEED);
        int accepted = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = entries.next().toByteArray();
            if (check.check(bytes, 0, bytes.length, NOW) == null) {
                assertSameEntry(bytes);
                accepted++;
            }
        }

        assertThat(accepted).as("rounds that tell something").isGreaterThan(ROUNDS / 10);
    }

    @Test
    void shouldRefuseWhatTheParserRefusesAndAcceptOnlyWhatItReadsTheSame() throws Exception {
        RandomEntries entries = new RandomEntries(SEED + 1);
        int accepted = 0;
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = entries.damage(entries.next().toByteArray());
            boolean parses = parses(bytes);
            Violation violation;
            try {
                violation = check.check(bytes, 0, bytes.length, NOW);
            } catch (MalformedMessage malformed) {
                refused++;
                continue;
            }
            if (!parses) {
                fail("accepted what is no message: " + HexFormat.of().formatHex(bytes));
            }
            if (violation == null) {
                assertSameEntry(bytes);
                accepted++;
            }
        }

        assertThat(accepted).as("rounds that tell something").isGreaterThan(ROUNDS / 100);
        assertThat(refused).as("rounds that tell something").isGreaterThan(ROUNDS / 10);
    }

    /** What was accepted, with what the hub appends, is to a parser what the check took it for. */
    private void assertSameEntry(byte[] bytes) throws InvalidProtocolBufferException {
        LogEntry sent = LogEntry.parseFrom(bytes);
        LogEntry kept = LogEntry.parseFrom(
                ByteString.copyFrom(bytes).concat(ByteString.copyFrom(check.appended(), 0, check.appendedBytes())));
        String level = sent.getLevel().isEmpty() ? "INFO" : sent.getLevel().toUpperCase(Locale.ROOT);
        long time = sent.getTimestamp() == 0 ? NOW : sent.getTimestamp();

        if (!kept.equals(sent.toBuilder().setLevel(level).setTimestamp(time).build())
                || !check.application().equals(sent.getApplication())
                || check.time() != time
                || brokenRule(sent) != null) {
            assertThat(kept).as(HexFormat.of().formatHex(bytes)).isEqualTo(sent);
        }
    }

    /** The rules of log.proto once more, on what the parser made of an entry. */
    private static @Nullable String brokenRule(LogEntry entry) {
        if (entry.getTimestamp() < 0 || entry.getLineNumber() < 0) {
            return "negative";
        }
        if (entry.getApplication().isEmpty() || entry.getApplication().chars().anyMatch(Character::isISOControl)) {
            return "application";
        }
        if (entry.getSourceFile().chars().anyMatch(Character::isISOControl)) {
            return "source_file";
        }
        if (entry.getFieldsMap().keySet().stream()
                .anyMatch(key -> key.isEmpty() || key.chars().anyMatch(Character::isISOControl))) {
            return "fields";
        }
        return entry.getHeartbeat() || entry.getSkipped() != 0 || entry.getPositionsCount() > 0 ? "hub" : null;
    }

    private static boolean parses(byte[] bytes) {
        try {
            return LogEntry.parseFrom(bytes).isInitialized();
        } catch (InvalidProtocolBufferException refused) {
            return false;
        }
    }
}
