package dev.yamabiko.gateway;

import dev.yamabiko.config.CallsConfig;
import dev.yamabiko.node.Nodes;
import io.netty.buffer.ByteBufAllocator;
import java.time.Clock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What every call needs to know.
 *
 * @param node identity of this node, for the initial metadata
 * @param epoch identity of the history at the moment, likewise
 * @param elsewhere where clients go on that cannot go on here
 * @param maxMessageBytes largest message, after decompression
 * @param outboundBytes bytes on their way to a client before its stream stops taking more
 * @param requestMs time for a client to send its one request
 * @param answerSeconds for a client that takes nothing of what a call that is over has left for it
 * @param copies of what streams of this event loop write
 * @param clock for the tokens of calls
 */
record CallSettings(
        String node,
        Supplier<String> epoch,
        Elsewhere elsewhere,
        int maxMessageBytes,
        int outboundBytes,
        long requestMs,
        int answerSeconds,
        SharedCopies copies,
        Clock clock) {

    static CallSettings of(
            CallsConfig calls, String node, Supplier<String> epoch, Nodes nodes, RandomGenerator random) {
        return new CallSettings(
                node,
                epoch,
                new Elsewhere(nodes, calls.reconnectSeconds() * 1_000, random),
                calls.maxMessageBytes(),
                calls.outboundBytes(),
                calls.requestSeconds() * 1_000L,
                calls.answerSeconds(),
                new SharedCopies(ByteBufAllocator.DEFAULT),
                Clock.systemUTC());
    }
}
