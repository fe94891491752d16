package dev.yamabiko.gateway;

import dev.yamabiko.stream.Gauges;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the calls of a node hold.
 *
 * @param connections connections that are open
 * @param calls calls that are open
 * @param timers timers of calls that are running
 * @param inboundBytes bytes of messages that have begun to arrive
 * @param outboundBytes bytes that are on their way to clients
 */
record CallGauges(
        LongAdder connections, LongAdder calls, LongAdder timers, LongAdder inboundBytes, LongAdder outboundBytes) {

    static CallGauges in(Gauges gauges) {
        return new CallGauges(
                gauges.of("connections_open"),
                gauges.of("calls_open"),
                gauges.of("call_timers"),
                gauges.of("inbound_bytes"),
                gauges.of("outbound_bytes"));
    }
}
