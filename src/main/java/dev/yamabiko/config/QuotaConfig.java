package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;

/**
 * What may be open at a time, and what may happen in a second; 0: no bound. Rates are bounded themselves: 1,000,000,000
 * in a second, of bytes a hundred times as many.
 *
 * @param connections connections
 * @param streams calls
 * @param subscriptions calls with a stream of responses
 * @param callsPerSecond calls that begin
 * @param recordsPerSecond messages that are sent, and as many that are received
 * @param bytesPerSecond bytes of them, likewise
 */
public record QuotaConfig(
        @JsonSetter(nulls = Nulls.AS_EMPTY) int connections,
        @JsonSetter(nulls = Nulls.AS_EMPTY) int streams,
        @JsonSetter(nulls = Nulls.AS_EMPTY) int subscriptions,
        @JsonSetter(nulls = Nulls.AS_EMPTY) int callsPerSecond,
        @JsonSetter(nulls = Nulls.AS_EMPTY) int recordsPerSecond,
        @JsonSetter(nulls = Nulls.AS_EMPTY) long bytesPerSecond) {

    /** No bounds. */
    public static final QuotaConfig NONE = new QuotaConfig(0, 0, 0, 0, 0, 0);

    private static final long MOST_PER_SECOND = 1_000_000_000;
    private static final long MOST_BYTES_PER_SECOND = 100 * MOST_PER_SECOND;

    /** Refuses values that cannot be. */
    public QuotaConfig {
        checkBound("connections", connections);
        checkBound("streams", streams);
        checkBound("subscriptions", subscriptions);
        checkRate("calls-per-second", callsPerSecond, MOST_PER_SECOND);
        checkRate("records-per-second", recordsPerSecond, MOST_PER_SECOND);
        checkRate("bytes-per-second", bytesPerSecond, MOST_BYTES_PER_SECOND);
    }

    /** Whether there is no bound at all. */
    public boolean unbounded() {
        return equals(NONE);
    }

    private static void checkRate(String name, long value, long most) {
        check(value >= 0 && value <= most, "limits: " + name, value, "0 to " + most);
    }

    private static void checkBound(String name, long value) {
        check(value >= 0, "limits: " + name, value, "0 or more");
    }
}
