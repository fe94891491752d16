package dev.yamabiko.cluster.journal;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a policy removes of a topic, as far as its head can tell. Immutable once sent. */
final class Cut implements IdentifiedDataSerializable {

    private String incarnation = "";
    private long to;
    private long last;
    private List<SegmentInfo> gone = List.of();
    private @Nullable SegmentInfo partial;
    private long keptBytes;

    /** Nothing goes. */
    Cut() {}

    /**
     * What goes.
     *
     * @param to all blocks up to this offset
     * @param gone the segments among them
     * @param partial the segment of which some may go
     * @param keptBytes encoded bytes from that segment on
     */
    Cut(Head head, long to, List<SegmentInfo> gone, @Nullable SegmentInfo partial, long keptBytes) {
        this.incarnation = head.incarnation();
        this.last = head.last();
        this.to = to;
        this.gone = gone;
        this.partial = partial;
        this.keptBytes = keptBytes;
    }

    String incarnation() {
        return incarnation;
    }

    long to() {
        return to;
    }

    long last() {
        return last;
    }

    List<SegmentInfo> gone() {
        return gone;
    }

    @Nullable
    SegmentInfo partial() {
        return partial;
    }

    long keptBytes() {
        return keptBytes;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeString(incarnation);
        out.writeLong(to);
        out.writeLong(last);
        Wire.writeSegments(out, gone);
        Wire.writeSegment(out, partial);
        out.writeLong(keptBytes);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        incarnation = Wire.text(in);
        to = in.readLong();
        last = in.readLong();
        gone = Wire.readSegments(in);
        partial = Wire.readSegment(in);
        keptBytes = in.readLong();
    }

    @Override
    public int getFactoryId() {
        return Types.FACTORY;
    }

    @Override
    public int getClassId() {
        return Types.CUT;
    }
}
