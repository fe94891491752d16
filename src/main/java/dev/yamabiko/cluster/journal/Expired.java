package dev.yamabiko.cluster.journal;

import com.hazelcast.core.ReadOnly;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Expiry;
import dev.yamabiko.stream.TopicPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Asks what a policy removes: whole segments, or all of them and some of the newest blocks. */
@SuppressWarnings("serial")
final class Expired extends HeadTask<Cut> implements ReadOnly {

    private TopicPolicy policy = TopicPolicy.KEEP_ALL;
    private long now;

    Expired() {}

    Expired(TopicPolicy policy, long now) {
        this.policy = policy;
        this.now = now;
    }

    @Override
    public Cut process(Map.Entry<String, Head> entry) {
        Head head = entry.getValue();
        if (!allowed() || head == null) {
            return new Cut();
        }
        Expiry expiry = new Expiry(policy, now, head.last());
        List<SegmentInfo> segments = new ArrayList<>(head.sealed());
        int whole = expiry.count(segments.stream().map(SegmentInfo::kept).toList(), head.bytes());
        List<SegmentInfo> gone = segments.subList(0, whole);
        long bytes = head.bytes()
                - gone.stream().mapToLong(segment -> segment.kept().bytes()).sum();
        if (whole < segments.size()) {
            return new Cut(head, segments.get(whole).kept().first() - 1, gone, segments.get(whole), bytes);
        }
        List<Block> open = new ArrayList<>(head.open());
        int blocks = expiry.count(open.stream().map(Block::info).toList(), bytes);
        long to = blocks == open.size() ? head.last() : open.get(blocks).first() - 1;
        return new Cut(head, to, gone, null, bytes);
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeLong(policy.maxAgeMs());
        out.writeLong(policy.maxBytes());
        out.writeLong(policy.maxRecords());
        out.writeLong(now);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        policy = new TopicPolicy(in.readLong(), in.readLong(), in.readLong());
        now = in.readLong();
    }

    @Override
    public int getClassId() {
        return Types.EXPIRED;
    }
}
