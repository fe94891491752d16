package dev.yamabiko.cluster.journal;

import com.hazelcast.core.ReadOnly;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.IndexQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks for one step of a read: the next segment to fetch, or else what matches of the newest blocks. */
@SuppressWarnings("serial")
final class Look extends HeadTask<Seen> implements ReadOnly {

    private IndexQuery query = IndexQuery.forward(1, 0, 1);
    private int maxBytes;

    Look() {}

    private Look(IndexQuery query, int maxBytes) {
        this.query = query;
        this.maxBytes = maxBytes;
    }

    /** Only how far the topic reaches. */
    static Look extent() {
        return new Look();
    }

    /** What the index says of blocks. */
    static Look index(IndexQuery query) {
        return new Look(query, 0);
    }

    /** Blocks, about so many bytes of them. */
    static Look blocks(long from, long to, int maxBytes) {
        return new Look(IndexQuery.forward(from, to, Integer.MAX_VALUE), maxBytes);
    }

    @Override
    public Seen process(Map.Entry<String, Head> entry) {
        if (!allowed()) {
            return new Seen();
        }
        Head head = entry.getValue();
        if (head == null) {
            return Seen.nothing();
        }
        Seen seen = Seen.of(head);
        if (query.newestFirst()) {
            newest(head, seen);
        } else {
            oldest(head, seen);
        }
        return seen;
    }

    private void oldest(Head head, Seen seen) {
        Optional<SegmentInfo> segment = first(head.sealed());
        if (segment.isPresent()) {
            seen.segment(segment.get());
        } else {
            add(head.open().iterator(), seen);
        }
    }

    private void newest(Head head, Seen seen) {
        add(head.open().descendingIterator(), seen);
        if (seen.infos().isEmpty()) {
            List<SegmentInfo> newestFirst = new ArrayList<>();
            head.sealed().descendingIterator().forEachRemaining(newestFirst::add);
            first(newestFirst).ifPresent(seen::segment);
        }
    }

    private Optional<SegmentInfo> first(Collection<SegmentInfo> segments) {
        return segments.stream().filter(segment -> segment.matches(query)).findFirst();
    }

    private void add(Iterator<Block> blocks, Seen seen) {
        long bytes = 0;
        int count = 0;
        while (blocks.hasNext() && count < query.limit() && (maxBytes == 0 || bytes < maxBytes)) {
            Block block = blocks.next();
            BlockInfo info = block.info();
            if (query.matches(info)) {
                seen.add(block, maxBytes > 0);
                bytes += info.bytes();
                count++;
            }
        }
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeLong(query.from());
        out.writeLong(query.to());
        out.writeLong(query.minTime());
        out.writeLong(query.maxTime());
        out.writeBoolean(query.newestFirst());
        out.writeInt(query.limit());
        out.writeInt(maxBytes);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        query = new IndexQuery(
                in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readBoolean(), in.readInt());
        maxBytes = in.readInt();
    }

    @Override
    public int getClassId() {
        return Types.LOOK;
    }
}
