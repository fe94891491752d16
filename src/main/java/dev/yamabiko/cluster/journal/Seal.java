package dev.yamabiko.cluster.journal;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets a head drop the blocks of segments that are stored. Answers how many; a second time, none. */
@SuppressWarnings("serial")
final class Seal extends HeadTask<Integer> {

    private String incarnation = "";
    private List<SegmentInfo> segments = List.of();
    private boolean backup;
    private transient int done;

    Seal() {}

    /** {@code segments}: consecutive ones, oldest first. */
    Seal(String incarnation, List<SegmentInfo> segments) {
        this.incarnation = incarnation;
        this.segments = segments;
    }

    @Override
    public Integer process(Map.Entry<String, Head> entry) {
        Head head = entry.getValue();
        done = 0;
        if (head != null && head.incarnation().equals(incarnation) && (backup || allowed())) {
            while (done < segments.size() && head.seal(segments.get(done))) {
                done++;
            }
        }
        if (done > 0) {
            entry.setValue(head);
        }
        if (backup && done < segments.size()) {
            throw unfit(entry.getKey());
        }
        return done;
    }

    @Override
    public @Nullable EntryProcessor<String, Head, Integer> getBackupProcessor() {
        if (done == 0) {
            return null;
        }
        Seal copy = new Seal(incarnation, segments.subList(0, done));
        copy.backup = true;
        return copy;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeString(incarnation);
        Wire.writeSegments(out, segments);
        out.writeBoolean(backup);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        incarnation = Wire.text(in);
        segments = Wire.readSegments(in);
        backup = in.readBoolean();
    }

    @Override
    public int getClassId() {
        return Types.SEAL;
    }
}
