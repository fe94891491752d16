package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

/**
 * Bounds of a single call.
 *
 * @param maxMessageBytes one message from a client, after decompression; a few bytes below the 4 MiB that gRPC clients
 *     take by default, because the hub adds its own fields
 * @param outboundBytes bytes on their way to one client before its stream stops taking more
 * @param inboundBytes bytes of one client stream that may wait to become durable before it is paused
 * @param requestSeconds how long a client may take to send the one request of a call
 * @param answerSeconds how long a client may take nothing of what a call that is over has left for it
 * @param drainSeconds how long running calls may take to end when the node stops
 * @param reconnectSeconds over which clients that are sent away together are told to come back
 */
public record CallsConfig(
        int maxMessageBytes,
        int outboundBytes,
        int inboundBytes,
        int requestSeconds,
        int answerSeconds,
        int drainSeconds,
        int reconnectSeconds) {

    /** What holds when nothing is said. */
    public static final CallsConfig DEFAULT = new CallsConfig(1 << 20, 64 << 10, 1 << 20, 30, 120, 10, 5);

    /** Refuses values that cannot be. */
    public CallsConfig {
        int largest = (4 << 20) - 1_024;
        check(
                maxMessageBytes >= 1_024 && maxMessageBytes <= largest,
                "calls.max-message-bytes",
                maxMessageBytes,
                "1024 to " + largest);
        check(outboundBytes >= 1_024, "calls.outbound-bytes", outboundBytes, "1024 or more");
        check(inboundBytes >= 1_024, "calls.inbound-bytes", inboundBytes, "1024 or more");
        check(requestSeconds > 0, "calls.request-seconds", requestSeconds, "1 or more");
        check(answerSeconds > 0, "calls.answer-seconds", answerSeconds, "1 or more");
        check(drainSeconds > 0, "calls.drain-seconds", drainSeconds, "1 or more");
        check(
                reconnectSeconds > 0 && reconnectSeconds <= 3_600,
                "calls.reconnect-seconds",
                reconnectSeconds,
                "1 to 3600");
    }
}
