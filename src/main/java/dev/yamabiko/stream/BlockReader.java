package dev.yamabiko.stream;

import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Reads blocks from the journal for subscriptions, and counts them. Thread-safe. */
final class BlockReader {

    /** Index entries that a subscription holds over all its topics, about. */
    private static final int INDEX_ENTRIES = 16_384;

    private final Journal journal;
    private final int maxBytes;
    private final LongAdder blocksRead;

    /** {@code maxBytes}: what a subscription reads at a time. */
    BlockReader(Journal journal, int maxBytes, Gauges gauges) {
        this.journal = journal;
        this.maxBytes = maxBytes;
        this.blocksRead = gauges.of(Gauges.BLOCKS_READ);
    }

    /** Index entries to ask for at a time, of each of so many topics. */
    static int page(int topics) {
        return Math.max(8, Math.min(64, INDEX_ENTRIES / topics));
    }

    Journal journal() {
        return journal;
    }

    int maxBytes() {
        return maxBytes;
    }

    Future<List<Block>> read(Topic topic, long from, long to, int maxBytes) {
        return journal.read(topic, from, to, maxBytes).onSuccess(blocks -> blocksRead.add(blocks.size()));
    }
}
