package dev.yamabiko.stream;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Blocks that reached an event loop in one of its turns, in order per topic. Small ones become larger ones, which
 * streams take with one write each: an event loop that is late catches up many times as fast. Used on that event loop
 * only.
 */
final class Arrivals {

    /** Largest block that several are joined into: two HTTP/2 frames. */
    static final int MAX_BYTES = 32 << 10;

    /** Largest block that is joined with its neighbours: others are worth a write, and not worth a copy. */
    static final int SMALL_BYTES = 4 << 10;

    private final Map<Topic, List<Block>> byTopic = new LinkedHashMap<>();

    /** Takes in a block. True if it is the only one. */
    boolean add(Block block) {
        boolean first = byTopic.isEmpty();
        byTopic.computeIfAbsent(block.topic(), topic -> new ArrayList<>(1)).add(block);
        return first;
    }

    /** Lets go of all, joined. */
    List<Block> take() {
        List<Block> all = new ArrayList<>();
        byTopic.values().forEach(blocks -> join(blocks, all));
        byTopic.clear();
        return all;
    }

    private void join(List<Block> blocks, List<Block> joined) {
        for (int from = 0, to; from < blocks.size(); from = to) {
            to = from + 1;
            int bytes = length(blocks, from);
            while (to < blocks.size() && follows(blocks, to) && bytes + length(blocks, to) <= MAX_BYTES) {
                bytes += length(blocks, to++);
            }
            joined.add(Block.join(blocks.subList(from, to)));
        }
    }

    private boolean follows(List<Block> blocks, int index) {
        return blocks.get(index).first() == blocks.get(index - 1).last() + 1
                && Math.max(length(blocks, index - 1), length(blocks, index)) <= SMALL_BYTES;
    }

    private static int length(List<Block> blocks, int index) {
        return blocks.get(index).frames().length();
    }
}
