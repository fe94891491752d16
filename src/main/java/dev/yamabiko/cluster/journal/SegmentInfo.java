package dev.yamabiko.cluster.journal;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.IndexQuery;
import java.io.IOException;
import java.util.List;

/**
 * What a head says of a segment: the blocks in it that are still kept, seen as one.
 *
 * @param first offset of the first record it was sealed with
 * @param last offset of its last record
 * @param blocks blocks of it that are kept
 * @param kept these blocks as one; {@code appendedAt} is that of the newest
 */
record SegmentInfo(long first, long last, int blocks, BlockInfo kept) {

    /** Of all its blocks. */
    static SegmentInfo of(List<Block> blocks) {
        BlockInfo kept = together(blocks);
        return new SegmentInfo(kept.first(), kept.last(), blocks.size(), kept);
    }

    /** With these of its blocks kept, its newest. */
    SegmentInfo keeping(List<Block> newest) {
        return new SegmentInfo(first, last, newest.size(), together(newest));
    }

    boolean matches(IndexQuery query) {
        return query.matches(kept);
    }

    void write(ObjectDataOutput out) throws IOException {
        out.writeLong(first);
        out.writeLong(last);
        out.writeInt(blocks);
        Wire.writeInfo(out, kept);
    }

    static SegmentInfo read(ObjectDataInput in) throws IOException {
        return new SegmentInfo(in.readLong(), in.readLong(), in.readInt(), Wire.readInfo(in));
    }

    private static BlockInfo together(List<Block> blocks) {
        long first = blocks.get(0).first();
        Block newest = blocks.get(blocks.size() - 1);
        int bytes = 0;
        long minTime = Long.MAX_VALUE;
        long maxTime = Long.MIN_VALUE;
        for (Block block : blocks) {
            bytes += block.info().bytes();
            minTime = Math.min(minTime, block.info().minTime());
            maxTime = Math.max(maxTime, block.info().maxTime());
        }
        int count = (int) (newest.last() - first + 1);
        return new BlockInfo(
                first, count, bytes, minTime, maxTime, newest.info().appendedAt());
    }
}
