package dev.yamabiko.gateway;

import dev.yamabiko.config.CallsConfig;
import java.util.random.RandomGenerator;

/**
 * What every call needs to know.
 *
 * @param node identity of this node, for the initial metadata
 * @param epoch identity of the history, likewise
 * @param maxMessageBytes largest message, after decompression
 * @param outboundBytes bytes on their way to a client before its stream stops taking more
 * @param requestMs time for a client to send its one request
 * @param random spreads retry times
 */
record CallSettings(
        String node, String epoch, int maxMessageBytes, int outboundBytes, long requestMs, RandomGenerator random) {

    static CallSettings of(CallsConfig calls, String node, String epoch, RandomGenerator random) {
        return new CallSettings(
                node, epoch, calls.maxMessageBytes(), calls.outboundBytes(), calls.requestSeconds() * 1_000L, random);
    }
}
