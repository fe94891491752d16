package dev.yamabiko.service.metric;

import com.google.protobuf.Timestamp;

/** Points in time on the wire. Stateless. */
final class Times {

    private static final int NANOS_PER_MS = 1_000_000;

    private Times() {}

    /** {@code millis}: since the epoch. */
    static Timestamp timestamp(long millis) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(millis, 1_000L))
                .setNanos((int) Math.floorMod(millis, 1_000L) * NANOS_PER_MS)
                .build();
    }
}
