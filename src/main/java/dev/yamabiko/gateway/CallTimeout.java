package dev.yamabiko.gateway;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The {@code grpc-timeout} header: at most 8 digits and a unit (gRPC over HTTP/2, Requests). */
final class CallTimeout {

    /** No deadline. */
    static final long NONE = Long.MAX_VALUE;

    private static final long LONGEST_MS = TimeUnit.DAYS.toMillis(365);

    private CallTimeout() {}

    /** Milliseconds, rounded up, at most a year; {@link #NONE} without a header. */
    static long parse(@Nullable String header) {
        if (header == null) {
            return NONE;
        }
        int digits = header.length() - 1;
        if (digits < 1 || digits > 8 || !header.chars().limit(digits).allMatch(c -> c >= '0' && c <= '9')) {
            throw malformed(header);
        }
        long value = Long.parseLong(header.substring(0, digits));
        TimeUnit unit = switch (header.charAt(digits)) {
            case 'H' -> TimeUnit.HOURS;
            case 'M' -> TimeUnit.MINUTES;
            case 'S' -> TimeUnit.SECONDS;
            case 'm' -> TimeUnit.MILLISECONDS;
            case 'u' -> TimeUnit.MICROSECONDS;
            case 'n' -> TimeUnit.NANOSECONDS;
            default -> throw malformed(header);
        };
        long nanos = unit.toNanos(value);
        return Math.min(LONGEST_MS, nanos / 1_000_000 + (nanos % 1_000_000 == 0 ? 0 : 1));
    }

    private static WireError malformed(String header) {
        String shown = header.length() > 16 ? header.substring(0, 16) : header;
        return new WireError(
                Reason.TIMEOUT_MALFORMED,
                "grpc-timeout: " + shown + " (expected: 1 to 8 digits and one of H M S m u n)");
    }
}
