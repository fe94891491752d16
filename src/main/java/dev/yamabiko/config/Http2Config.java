package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How connections behave.
 *
 * @param maxConnections connections of a node; one more is closed at once
 * @param maxHalfOpen sockets that have not begun to speak HTTP: handshakes of TLS under way, prefaces that do not come;
 *     one more closes the oldest
 * @param halfOpenSeconds how long a socket may be one of these
 * @param maxConcurrentStreams calls open on one connection at a time (RFC 9113, 6.5.2)
 * @param streamWindowBytes what a client may send on one call before the hub has taken it
 * @param connectionWindowBytes the same over all calls of a connection; more than several stalled calls may hold
 *     together, so that they do not stop the others
 * @param maxHeaderBytes request headers of a call
 * @param maxResetsPer30Seconds calls a connection may have reset in 30 seconds, by either side, before it is closed
 *     (rapid reset, CVE-2023-44487)
 * @param keepaliveSeconds a PING after so long; 0: none
 * @param keepaliveTimeoutSeconds a connection whose PING is not answered in this time is closed
 */
public record Http2Config(
        int maxConnections,
        int maxHalfOpen,
        int halfOpenSeconds,
        int maxConcurrentStreams,
        int streamWindowBytes,
        int connectionWindowBytes,
        int maxHeaderBytes,
        @JsonProperty("max-resets-per-30-seconds") int maxResetsPer30Seconds,
        int keepaliveSeconds,
        int keepaliveTimeoutSeconds) {

    /** What holds when nothing is said. */
    public static final Http2Config DEFAULT =
            new Http2Config(20_000, 2_000, 10, 10_000, 1 << 20, 16 << 20, 16 << 10, 2_000, 30, 10);

    /** Refuses values that cannot be. */
    public Http2Config {
        check(maxConnections > 0, "http2.max-connections", maxConnections, "1 or more");
        check(maxHalfOpen > 0, "http2.max-half-open", maxHalfOpen, "1 or more");
        check(halfOpenSeconds > 0, "http2.half-open-seconds", halfOpenSeconds, "1 or more");
        check(maxConcurrentStreams > 0, "http2.max-concurrent-streams", maxConcurrentStreams, "1 or more");
        check(streamWindowBytes >= 65_535, "http2.stream-window-bytes", streamWindowBytes, "65535 or more");
        check(
                connectionWindowBytes >= streamWindowBytes,
                "http2.connection-window-bytes",
                connectionWindowBytes,
                "at least http2.stream-window-bytes");
        check(maxHeaderBytes >= 1_024, "http2.max-header-bytes", maxHeaderBytes, "1024 or more");
        check(maxResetsPer30Seconds > 0, "http2.max-resets-per-30-seconds", maxResetsPer30Seconds, "1 or more");
        check(keepaliveSeconds >= 0, "http2.keepalive-seconds", keepaliveSeconds, "0 or more");
        check(keepaliveTimeoutSeconds > 0, "http2.keepalive-timeout-seconds", keepaliveTimeoutSeconds, "1 or more");
    }
}
