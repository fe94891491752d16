package dev.yamabiko.service.log;

import dev.yamabiko.proto.log.v1.LogEntry;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Log entries of every kind, and bytes that were entries once; the same seed gives the same ones. */
final class RandomEntries {

    private static final String[] LEVELS = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};
    private static final String[] WORDS = {
        "",
        "a",
        "k",
        "key",
        "value",
        "INFO",
        "warn",
        "LOUD",
        "größer",
        "ΣΊΣΥΦΟΣ",
        "日本",
        "🏔",
        "\n",
        "\u0085",
        "=",
        "hello world"
    };

    private final SplittableRandom random;

    RandomEntries(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** An entry that may break rules. */
    LogEntry next() {
        LogEntry.Builder entry = LogEntry.newBuilder();
        if (often()) {
            entry.setTimestamp(random.nextInt(-1, 1_000));
        }
        if (often()) {
            entry.setLevel(often() ? LEVELS[random.nextInt(LEVELS.length)] : word());
        }
        if (often()) {
            entry.setApplication(often() ? "web" : word());
        }
        if (often()) {
            entry.setMessage(word() + word() + word());
        }
        if (often()) {
            entry.setSourceFile(word());
        }
        if (rarely()) {
            entry.setLineNumber(random.nextInt());
        }
        while (random.nextInt(3) > 0) {
            entry.putFields(word(), word());
        }
        if (rarely()) {
            entry.setOffset(random.nextLong()).setHeartbeat(rarely()).setSkipped(random.nextInt(2));
        }
        return entry.build();
    }

    /** Bytes with a few changes. */
    byte[] damage(byte[] bytes) {
        byte[] damaged = bytes;
        for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
            damaged = change(damaged);
        }
        return damaged;
    }

    private byte[] change(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 ->
                join(Arrays.copyOf(bytes, at), new byte[] {someByte()}, Arrays.copyOfRange(bytes, at, bytes.length));
            case 2 -> join(bytes, Arrays.copyOfRange(bytes, at, bytes.length), new byte[0]);
            case 3 ->
                join(
                        Arrays.copyOf(bytes, at),
                        Arrays.copyOfRange(bytes, Math.min(bytes.length, at + 1), bytes.length),
                        new byte[0]);
            default -> {
                byte[] other = bytes.clone();
                if (at < other.length) {
                    other[at] = someByte();
                }
                yield other;
            }
        };
    }

    private byte someByte() {
        int[] telling = {
            0x00, 0x01, 0x7F, 0x80, 0xFF, 0x08, 0x0A, 0x12, 0x1A, 0x22, 0x2A, 0x30, 0x3A, 0x78, 0x80, 0x0B, 0x0C
        };
        return (byte) (rarely() ? random.nextInt(256) : telling[random.nextInt(telling.length)]);
    }

    private static byte[] join(byte[] first, byte[] second, byte[] third) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length + third.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        System.arraycopy(third, 0, joined, first.length + second.length, third.length);
        return joined;
    }

    private String word() {
        return WORDS[random.nextInt(WORDS.length)];
    }

    private boolean often() {
        return random.nextInt(4) > 0;
    }

    private boolean rarely() {
        return random.nextInt(8) == 0;
    }
}
