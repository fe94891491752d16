package dev.yamabiko.cluster.journal;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.IdempotencyKey;
import dev.yamabiko.stream.KeyedRecords;
import dev.yamabiko.stream.Topic;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that changes of a topic: its newest blocks, what is sealed in segments, its keys. One entry, so that it changes
 * as a whole, on its owner and then on its backup. Used by the thread of its partition only.
 */
final class Head implements IdentifiedDataSerializable {

    /** With more than this, the oldest blocks are to be sealed, several segments at once. */
    static final int MOST_UNSEALED_BYTES = 2 << 20;

    /** Blocks beyond this are sealed then. */
    static final int OPEN_BYTES = 1 << 20;

    /** No more is appended until some are sealed. */
    static final int MOST_OPEN_BYTES = 16 << 20;

    /**
     * A segment ends with the block that brings it to this size. On its way and where it lies it is one array, which G1
     * keeps out of the ordinary heap from half a region on, 512 KiB in a heap of up to 2 GiB.
     */
    static final int SEGMENT_BYTES = 192 << 10;

    private final Deque<SegmentInfo> sealed = new ArrayDeque<>();
    private final Deque<Block> open = new ArrayDeque<>();
    private final KeyTable keys = new KeyTable();
    private Topic topic = new Topic("-");
    private String incarnation = "";
    private long last;
    private long trimmedTo;
    private long held;
    private long sealedBytes;
    private long openBytes;

    Head() {}

    /** A topic nothing was appended to. */
    Head(Topic topic, String incarnation) {
        this.topic = topic;
        this.incarnation = incarnation;
    }

    String incarnation() {
        return incarnation;
    }

    long last() {
        return last;
    }

    long earliest() {
        return trimmedTo + 1;
    }

    /** Up to here somebody has seen that a backup has it. */
    long held() {
        return held;
    }

    /** Somebody has seen it. */
    void hold(long offset) {
        held = Math.max(held, Math.min(offset, last));
    }

    Deque<SegmentInfo> sealed() {
        return sealed;
    }

    Deque<Block> open() {
        return open;
    }

    /** Offset of the first record that is in no segment. */
    long openFrom() {
        return open.isEmpty() ? last + 1 : open.getFirst().first();
    }

    long bytes() {
        return sealedBytes + openBytes;
    }

    boolean full() {
        return openBytes > MOST_OPEN_BYTES;
    }

    boolean sealable() {
        return openBytes > MOST_UNSEALED_BYTES;
    }

    KeyTable keys() {
        return keys;
    }

    /** Keeps what is not known of a batch; the backup is told what was kept. */
    Reply.Outcome append(Parcel parcel, int mostKeys, AppendBackup backup) {
        Batch batch = parcel.batch(topic);
        IdempotencyKey key = parcel.key();
        KeyedRecords known = key == null ? KeyedRecords.NONE : keys.find(key);
        Batch unknown = key == null ? batch : known.unknown(batch, key);
        if (unknown == null) {
            return new Reply.Outcome(0, 0, known.last());
        }
        if (unknown.conflict(last) != null) {
            return Reply.Outcome.refused();
        }
        if (key == null) {
            return kept(batch.stamp(last + 1, parcel.appendedAt()), null, backup);
        }
        Block block = unknown.stamp(last + 1, parcel.appendedAt());
        KeyTable.Used used = new KeyTable.Used(key.value(), KeyedRecords.after(batch, key, block), parcel.appendedAt());
        keys.put(used, mostKeys);
        return kept(block, used, backup);
    }

    private Reply.Outcome kept(Block block, KeyTable.@Nullable Used used, AppendBackup backup) {
        add(block);
        backup.add(block, used);
        return new Reply.Outcome(block.first(), block.info().count(), block.last());
    }

    void add(Block block) {
        open.add(block);
        openBytes += block.info().bytes();
        last = block.last();
    }

    /** The blocks of the segments that are to be sealed now, oldest first; none if there is nothing to seal. */
    List<List<Block>> nextSegments() {
        List<List<Block>> segments = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        long bytes = 0;
        long left = sealable() ? openBytes : 0;
        for (Block block : open) {
            if (blocks.isEmpty() && left <= OPEN_BYTES) {
                break;
            }
            blocks.add(block);
            bytes += block.info().bytes();
            left -= block.info().bytes();
            if (bytes >= SEGMENT_BYTES) {
                segments.add(blocks);
                blocks = new ArrayList<>();
                bytes = 0;
            }
        }
        return segments;
    }

    /** Lets blocks go that are in a segment; false if they are not the oldest ones. */
    boolean seal(SegmentInfo segment) {
        if (open.isEmpty()
                || open.getFirst().first() != segment.first()
                || open.stream().noneMatch(block -> block.last() == segment.last())) {
            return false;
        }
        while (openFrom() <= segment.last()) {
            dropOldestOpen();
        }
        sealed.add(segment);
        sealedBytes += segment.kept().bytes();
        return true;
    }

    /**
     * Removes all blocks up to an offset.
     *
     * @param rest what is kept of the segment that this cuts; null: it cuts none
     * @return blocks removed
     */
    int trim(long to, @Nullable SegmentInfo rest) {
        int removed = 0;
        while (!sealed.isEmpty() && sealed.getFirst().last() <= to) {
            removed += dropOldestSegment().blocks();
        }
        if (rest != null && !sealed.isEmpty() && cuts(rest, sealed.getFirst())) {
            removed += dropOldestSegment().blocks() - rest.blocks();
            sealed.addFirst(rest);
            sealedBytes += rest.kept().bytes();
        }
        while (sealed.isEmpty() && !open.isEmpty() && open.getFirst().last() <= to) {
            dropOldestOpen();
            removed++;
        }
        BlockInfo oldest = sealed.isEmpty() ? null : sealed.getFirst().kept();
        trimmedTo = (oldest == null ? openFrom() : oldest.first()) - 1;
        return removed;
    }

    private static boolean cuts(SegmentInfo rest, SegmentInfo whole) {
        return rest.first() == whole.first()
                && rest.last() == whole.last()
                && rest.kept().first() > whole.kept().first();
    }

    private SegmentInfo dropOldestSegment() {
        SegmentInfo oldest = sealed.removeFirst();
        sealedBytes -= oldest.kept().bytes();
        return oldest;
    }

    private void dropOldestOpen() {
        openBytes -= open.removeFirst().info().bytes();
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeString(topic.name());
        out.writeString(incarnation);
        out.writeLong(last);
        out.writeLong(trimmedTo);
        out.writeLong(held);
        Wire.writeSegments(out, sealed);
        Wire.writeBlocks(out, open);
        keys.write(out);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        topic = new Topic(Wire.text(in));
        incarnation = Wire.text(in);
        last = in.readLong();
        trimmedTo = in.readLong();
        held = in.readLong();
        for (SegmentInfo segment : Wire.readSegments(in)) {
            sealed.add(segment);
            sealedBytes += segment.kept().bytes();
        }
        for (Block block : Wire.readBlocks(in, topic)) {
            open.add(block);
            openBytes += block.info().bytes();
        }
        keys.read(in);
    }

    @Override
    public int getFactoryId() {
        return Types.FACTORY;
    }

    @Override
    public int getClassId() {
        return Types.HEAD;
    }
}
