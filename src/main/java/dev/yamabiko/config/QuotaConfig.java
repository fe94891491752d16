package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;

/**
 * What may be open at a time, and what may happen in a second; 0: no bound.
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

    /** Refuses values that cannot be. */
    public QuotaConfig {
        checkBound("connections", connections);
        checkBound("streams", streams);
        checkBound("subscriptions", subscriptions);
        checkBound("calls-per-second", callsPerSecond);
        checkBound("records-per-second", recordsPerSecond);
        checkBound("bytes-per-second", bytesPerSecond);
    }

    /** Whether there is no bound at all. */
    public boolean unbounded() {
        return equals(NONE);
    }

    private static void checkBound(String name, long value) {
        check(value >= 0, "limits: " + name, value, "0 or more");
    }
}
