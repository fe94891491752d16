package dev.yamabiko.cluster.journal;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.yamabiko.stream.BlockInfo;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets a head drop the blocks of a segment that is stored. Answers whether it did; a second time it does not. */
@SuppressWarnings("serial")
final class Seal extends HeadTask<Boolean> {

    private String incarnation = "";
    private SegmentInfo segment = new SegmentInfo(0, 0, 0, new BlockInfo(0, 0, 0, 0, 0, 0));
    private boolean backup;
    private transient boolean done;

    Seal() {}

    Seal(String incarnation, SegmentInfo segment) {
        this.incarnation = incarnation;
        this.segment = segment;
    }

    @Override
    public Boolean process(Map.Entry<String, Head> entry) {
        Head head = entry.getValue();
        done = head != null && head.incarnation().equals(incarnation) && (backup || allowed()) && head.seal(segment);
        if (done) {
            entry.setValue(head);
        } else if (backup) {
            throw unfit(entry.getKey());
        }
        return done;
    }

    @Override
    public @Nullable EntryProcessor<String, Head, Boolean> getBackupProcessor() {
        if (!done) {
            return null;
        }
        Seal copy = new Seal(incarnation, segment);
        copy.backup = true;
        return copy;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeString(incarnation);
        segment.write(out);
        out.writeBoolean(backup);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        incarnation = Wire.text(in);
        segment = SegmentInfo.read(in);
        backup = in.readBoolean();
    }

    @Override
    public int getClassId() {
        return Types.SEAL;
    }
}
