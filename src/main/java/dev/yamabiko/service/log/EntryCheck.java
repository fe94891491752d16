package dev.yamabiko.service.log;

import dev.yamabiko.service.ProtoFields;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.ServiceError.Violation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks an encoded log entry against the rules of {@code log.proto} without building it, and works out what the hub
 * has to append to it. Reused for entry after entry; one thread.
 */
final class EntryCheck {

    static final int MAX_FIELDS = 64;
    static final int MAX_KEY_BYTES = 128;
    static final int MAX_SOURCE_BYTES = 1_024;

    private final ProtoFields fields = new ProtoFields();
    private final ProtoFields pair = new ProtoFields();
    private final byte[] appended = new byte[32];
    private int appendedBytes;
    private long time;
    private long line;
    private boolean hubFields;
    private int pairs;
    private int levelFrom;
    private int levelTo;
    private int applicationFrom;
    private int applicationTo;
    private int sourceFrom;
    private int sourceTo;
    private @Nullable Violation pairViolation;
    private String application = "";
    private byte[] applicationBytes = new byte[0];

    /**
     * Looks at one entry.
     *
     * @param now milliseconds since the epoch, for an entry without a time
     * @return the rule it breaks; null when it is good
     * @throws ServiceError.MalformedMessage if it is no protobuf message
     */
    @Nullable
    Violation check(byte[] bytes, int from, int to, long now) {
        scan(bytes, from, to);
        Violation violation = violation(bytes);
        if (violation != null) {
            return violation;
        }
        appendedBytes = 0;
        if (time == 0) {
            time = now;
            appendTime(now);
        }
        return level(bytes);
    }

    /** When it happened, milliseconds since the epoch. */
    long time() {
        return time;
    }

    /** The application of the entry. */
    String application() {
        return application;
    }

    /** What the hub adds behind the entry: the first {@link #appendedBytes}. */
    byte[] appended() {
        return appended;
    }

    /** How much the hub adds. */
    int appendedBytes() {
        return appendedBytes;
    }

    private void scan(byte[] bytes, int from, int to) {
        time = 0;
        line = 0;
        pairs = 0;
        hubFields = false;
        pairViolation = null;
        levelFrom = levelTo = applicationFrom = applicationTo = sourceFrom = sourceTo = 0;
        fields.reset(bytes, from, to);
        while (fields.next()) {
            if (fields.wireType() == ProtoFields.BYTES) {
                text(bytes);
            } else if (fields.wireType() == ProtoFields.VARINT) {
                number();
            }
        }
    }

    private void number() {
        switch (fields.number()) {
            case EntryFields.TIMESTAMP -> time = fields.varint();
            case EntryFields.LINE_NUMBER -> line = (int) fields.varint();
            case EntryFields.HEARTBEAT, EntryFields.SKIPPED -> hubFields |= fields.varint() != 0;
            default -> {}
        }
    }

    private void text(byte[] bytes) {
        switch (fields.number()) {
            case EntryFields.LEVEL -> {
                fields.requireUtf8();
                levelFrom = fields.from();
                levelTo = fields.to();
            }
            case EntryFields.APPLICATION -> {
                fields.requireUtf8();
                applicationFrom = fields.from();
                applicationTo = fields.to();
            }
            case EntryFields.MESSAGE -> fields.requireUtf8();
            case EntryFields.SOURCE_FILE -> {
                fields.requireUtf8();
                sourceFrom = fields.from();
                sourceTo = fields.to();
            }
            case EntryFields.FIELDS -> pair(bytes);
            case EntryFields.POSITIONS -> hubFields = true;
            default -> {}
        }
    }

    private void pair(byte[] bytes) {
        pairs++;
        pair.reset(bytes, fields.from(), fields.to());
        int keyBytes = 0;
        boolean printable = true;
        while (pair.next()) {
            if (pair.wireType() == ProtoFields.BYTES && pair.number() <= EntryFields.VALUE) {
                pair.requireUtf8();
            }
            if (pair.is(EntryFields.KEY, ProtoFields.BYTES)) {
                keyBytes = pair.length();
                printable = isPrintable(bytes, pair.from(), pair.to());
            }
        }
        if (keyBytes == 0 || keyBytes > MAX_KEY_BYTES || !printable) {
            pairViolation = new Violation(
                    "fields",
                    "key of " + keyBytes + " bytes (expected: 1 to " + MAX_KEY_BYTES + ", no control character)");
        }
    }

    private @Nullable Violation violation(byte[] bytes) {
        if (time < 0) {
            return new Violation("timestamp", time + " (expected: 0 or more)");
        }
        if (line < 0) {
            return new Violation("line_number", line + " (expected: 0 or more)");
        }
        if (hubFields) {
            return new Violation("heartbeat, skipped, positions", "set (expected: left to the hub)");
        }
        if (pairs > MAX_FIELDS) {
            return new Violation("fields", pairs + " pairs (expected: at most " + MAX_FIELDS + ")");
        }
        if (pairViolation != null) {
            return pairViolation;
        }
        if (sourceTo - sourceFrom > MAX_SOURCE_BYTES || !isPrintable(bytes, sourceFrom, sourceTo)) {
            return new Violation(
                    "source_file",
                    sourceTo - sourceFrom + " bytes (expected: at most " + MAX_SOURCE_BYTES
                            + ", no control character)");
        }
        return application(bytes);
    }

    /** Most entries of a stream are of the same application as the one before. */
    private @Nullable Violation application(byte[] bytes) {
        if (Arrays.equals(applicationBytes, 0, applicationBytes.length, bytes, applicationFrom, applicationTo)) {
            return applicationBytes.length == 0 ? noApplication(0) : null;
        }
        int length = applicationTo - applicationFrom;
        String name = new String(bytes, applicationFrom, length, StandardCharsets.UTF_8);
        if (!LogTopics.isApplication(name)) {
            return noApplication(length);
        }
        application = name;
        applicationBytes = Arrays.copyOfRange(bytes, applicationFrom, applicationTo);
        return null;
    }

    private static Violation noApplication(int length) {
        return new Violation(
                "application",
                length + " bytes (expected: 1 to " + LogTopics.MAX_APPLICATION_BYTES + ", no control character)");
    }

    private @Nullable Violation level(byte[] bytes) {
        LogLevel level = levelTo == levelFrom ? LogLevel.INFO : LogLevel.of(bytes, levelFrom, levelTo);
        if (level == null) {
            return new Violation("level", "unknown (expected: one of " + List.of(LogLevel.values()) + ")");
        }
        if (!level.isExactly(bytes, levelFrom, levelTo)) {
            appended[appendedBytes++] = EntryFields.LEVEL << 3 | ProtoFields.BYTES;
            byte[] name = level.ascii();
            appended[appendedBytes++] = (byte) name.length;
            System.arraycopy(name, 0, appended, appendedBytes, name.length);
            appendedBytes += name.length;
        }
        return null;
    }

    private void appendTime(long value) {
        appended[appendedBytes++] = EntryFields.TIMESTAMP << 3;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            appended[appendedBytes++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        appended[appendedBytes++] = (byte) rest;
    }

    private static boolean isPrintable(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            boolean c1 = bytes[at] == (byte) 0xC2 && at + 1 < to && (bytes[at + 1] & 0xFF) < 0xA0;
            if ((bytes[at] >= 0 && bytes[at] < 0x20) || bytes[at] == 0x7F || c1) {
                return false;
            }
        }
        return true;
    }
}
