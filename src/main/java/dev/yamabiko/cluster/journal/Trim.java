package dev.yamabiko.cluster.journal;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Removes a topic's blocks up to an offset. Answers how many they were. */
@SuppressWarnings("serial")
final class Trim extends HeadTask<Integer> {

    private String incarnation = "";
    private long to;
    private @Nullable SegmentInfo rest;
    private boolean backup;
    private transient boolean done;

    Trim() {}

    /** {@code rest}: what is kept of the segment that the offset is in the middle of. */
    Trim(String incarnation, long to, @Nullable SegmentInfo rest) {
        this.incarnation = incarnation;
        this.to = to;
        this.rest = rest;
    }

    @Override
    public Integer process(Map.Entry<String, Head> entry) {
        Head head = entry.getValue();
        done = head != null && head.incarnation().equals(incarnation) && (backup || allowed());
        if (head == null || !done) {
            if (backup) {
                throw unfit(entry.getKey());
            }
            return 0;
        }
        int removed = head.trim(to, rest);
        entry.setValue(head);
        return removed;
    }

    @Override
    public @Nullable EntryProcessor<String, Head, Integer> getBackupProcessor() {
        if (!done) {
            return null;
        }
        Trim copy = new Trim(incarnation, to, rest);
        copy.backup = true;
        return copy;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeString(incarnation);
        out.writeLong(to);
        Wire.writeSegment(out, rest);
        out.writeBoolean(backup);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        incarnation = Wire.text(in);
        to = in.readLong();
        rest = Wire.readSegment(in);
        backup = in.readBoolean();
    }

    @Override
    public int getClassId() {
        return Types.TRIM;
    }
}
