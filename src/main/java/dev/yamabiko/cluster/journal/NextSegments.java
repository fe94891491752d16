package dev.yamabiko.cluster.journal;

import com.hazelcast.core.ReadOnly;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.yamabiko.stream.Topic;
import java.util.List;
import java.util.Map;

/**
 * Finds the blocks that are to be sealed now. They are handed over as they lie, so only where the topic lies on this
 * very member: from another one comes the answer, but no segment. Read by whoever asked, once it is answered.
 */
@SuppressWarnings("serial")
final class NextSegments extends HeadTask<Integer> implements ReadOnly {

    private transient volatile List<Segment> found = List.of();

    NextSegments() {}

    /** Oldest first; none if there is nothing to seal, or the topic has moved to another member. */
    List<Segment> found() {
        return found;
    }

    @Override
    public Integer process(Map.Entry<String, Head> entry) {
        Head head = entry.getValue();
        if (!allowed() || head == null) {
            return 0;
        }
        Topic topic = new Topic(entry.getKey());
        found = head.nextSegments().stream()
                .map(blocks -> new Segment(topic, head.incarnation(), blocks))
                .toList();
        return found.size();
    }

    @Override
    public void writeData(ObjectDataOutput out) {}

    @Override
    public void readData(ObjectDataInput in) {}

    @Override
    public int getClassId() {
        return Types.NEXT_SEGMENTS;
    }
}
