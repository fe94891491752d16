package dev.yamabiko.cluster.journal;

import com.hazelcast.core.ReadOnly;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Topic;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks for the blocks that are to be sealed next; null: none are. */
@SuppressWarnings("serial")
final class NextSegment extends HeadTask<@Nullable Segment> implements ReadOnly {

    NextSegment() {}

    @Override
    public @Nullable Segment process(Map.Entry<String, Head> entry) {
        Head head = entry.getValue();
        if (!allowed() || head == null) {
            return null;
        }
        List<Block> blocks = head.nextSegment();
        return blocks.isEmpty() ? null : new Segment(new Topic(entry.getKey()), head.incarnation(), blocks);
    }

    @Override
    public void writeData(ObjectDataOutput out) {}

    @Override
    public void readData(ObjectDataInput in) {}

    @Override
    public int getClassId() {
        return Types.NEXT_SEGMENT;
    }
}
