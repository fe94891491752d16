package dev.yamabiko.stream;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads blocks from the journal for the subscriptions of one event loop, and counts them. Subscriptions that want the
 * same blocks at about the same time share a read. Used on that event loop only.
 */
final class BlockReader {

    /** Index entries that a subscription holds over all its topics, about. */
    private static final int INDEX_ENTRIES = 16_384;

    /** Reads that are kept for those who come a little later. */
    private static final int READS_KEPT = 16;

    /**
     * A read ahead is paid for by one that was of use, or by so many that were not: where readers are too many for what
     * is read ahead to be there still when they come for it, it adds a quarter at most.
     */
    private static final int AHEAD_COSTS = 4;

    private static final int MAX_CREDIT = READS_KEPT;

    private final Journal journal;
    private final int maxBytes;
    private final LongAdder blocksRead;
    private final RecentReads recent;
    private final Map<Place, Future<List<Block>>> underWay = new HashMap<>();
    private int forgotten;
    private int credit = AHEAD_COSTS;

    /** {@code maxBytes}: what a subscription reads at a time. */
    BlockReader(Journal journal, int maxBytes, Gauges gauges) {
        this.journal = journal;
        this.maxBytes = maxBytes;
        this.blocksRead = gauges.of(Gauges.BLOCKS_READ);
        this.recent = new RecentReads((long) READS_KEPT * maxBytes);
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

    /**
     * The next blocks of a topic, as much as a subscription reads at a time; shared with others. The journal then reads
     * what follows, while these are written.
     */
    Future<List<Block>> next(Topic topic, long from, long to) {
        return shared(topic, from, to).onSuccess(blocks -> readAhead(topic, blocks, to));
    }

    private Future<List<Block>> shared(Topic topic, long from, long to) {
        List<Block> found = recent.find(topic, from, to, maxBytes);
        if (!found.isEmpty()) {
            earn(AHEAD_COSTS);
            return Future.succeededFuture(found);
        }
        Place place = new Place(topic, from);
        Future<List<Block>> same = underWay.get(place);
        if (same != null) {
            earn(AHEAD_COSTS);
            return same.map(blocks ->
                    blocks.stream().filter(block -> block.first() <= to).toList());
        }
        earn(1);
        return fetch(place, to);
    }

    private Future<List<Block>> fetch(Place place, long to) {
        Future<List<Block>> read = read(place.topic(), place.from(), to, maxBytes);
        underWay.put(place, read);
        int before = forgotten;
        return read.onComplete(blocks -> {
            underWay.remove(place, read);
            if (blocks.succeeded() && before == forgotten) {
                recent.add(blocks.result());
            }
        });
    }

    private void earn(int credits) {
        credit = Math.min(MAX_CREDIT, credit + credits);
    }

    private void readAhead(Topic topic, List<Block> blocks, long to) {
        long follows = blocks.isEmpty()
                ? Long.MAX_VALUE
                : blocks.get(blocks.size() - 1).last() + 1;
        Place place = new Place(topic, follows);
        boolean wanted = follows <= to && credit >= AHEAD_COSTS;
        if (wanted
                && !underWay.containsKey(place)
                && recent.find(topic, follows, to, 1).isEmpty()) {
            credit -= AHEAD_COSTS;
            fetch(place, to);
        }
    }

    /** Blocks for one subscription alone. */
    Future<List<Block>> read(Topic topic, long from, long to, int maxBytes) {
        return journal.read(topic, from, to, maxBytes).onSuccess(blocks -> blocksRead.add(blocks.size()));
    }

    /** What was read belongs to another history now, or nobody is left to read it. */
    void forget() {
        forgotten++;
        underWay.clear();
        recent.clear();
    }

    /** Where a read begins. */
    private record Place(Topic topic, long from) {}
}
