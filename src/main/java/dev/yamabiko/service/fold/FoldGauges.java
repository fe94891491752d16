package dev.yamabiko.service.fold;

import dev.yamabiko.stream.Gauges;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a node counts of one kind of fold. Thread-safe.
 *
 * @param conflicts decisions that had to be made again because another node changed the same fold
 * @param remembered weight of what this node has in memory
 */
record FoldGauges(LongAdder conflicts, LongAdder remembered) {

    static FoldGauges in(Gauges gauges, String area) {
        return new FoldGauges(gauges.of(area + "_conflicts"), gauges.of(area + "_remembered"));
    }
}
