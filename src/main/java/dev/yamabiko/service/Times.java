package dev.yamabiko.service;

import com.google.protobuf.Timestamp;

/** Points in time on the wire. Stateless. */
public final class Times {

    private static final int NANOS_PER_MS = 1_000_000;
    private static final int NANOS_PER_SECOND = 1_000_000_000;

    /** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z: the range of {@code google.protobuf.Timestamp}. */
    private static final long FIRST_SECOND = -62_135_596_800L;

    private static final long LAST_SECOND = 253_402_300_799L;

    private Times() {}

    /** {@code millis}: since the epoch. */
    public static Timestamp timestamp(long millis) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(millis, 1_000L))
                .setNanos((int) Math.floorMod(millis, 1_000L) * NANOS_PER_MS)
                .build();
    }

    /** Milliseconds since the epoch; of a valid time. */
    public static long millis(Timestamp time) {
        return time.getSeconds() * 1_000 + time.getNanos() / NANOS_PER_MS;
    }

    /** True for a time that there is. */
    public static boolean isValid(Timestamp time) {
        boolean inRange = time.getSeconds() >= FIRST_SECOND && time.getSeconds() <= LAST_SECOND;
        return inRange && time.getNanos() >= 0 && time.getNanos() < NANOS_PER_SECOND;
    }
}
