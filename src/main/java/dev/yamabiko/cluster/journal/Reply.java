package dev.yamabiko.cluster.journal;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What became of an {@link Append}. Immutable once sent. */
final class Reply implements IdentifiedDataSerializable {

    private Status status = Status.CLOSED;
    private String incarnation = "";
    private long last;
    private List<Outcome> outcomes = List.of();

    Reply() {}

    private Reply(Status status, String incarnation, long last, List<Outcome> outcomes) {
        this.status = status;
        this.incarnation = incarnation;
        this.last = last;
        this.outcomes = outcomes;
    }

    static Reply done(Head head, List<Outcome> outcomes) {
        return new Reply(Status.DONE, head.incarnation(), head.last(), outcomes);
    }

    /** Nothing was done. */
    static Reply refused(Status why) {
        return new Reply(why, "", 0, List.of());
    }

    Status status() {
        return status;
    }

    String incarnation() {
        return incarnation;
    }

    /** Offset of the topic's last record. */
    long last() {
        return last;
    }

    /** Of each batch, in order. */
    List<Outcome> outcomes() {
        return outcomes;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeString(status.name());
        out.writeString(incarnation);
        out.writeLong(last);
        out.writeInt(outcomes.size());
        for (Outcome outcome : outcomes) {
            out.writeLong(outcome.first());
            out.writeInt(outcome.kept());
            out.writeLong(outcome.last());
        }
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        status = Status.valueOf(Wire.text(in));
        incarnation = Wire.text(in);
        last = in.readLong();
        int count = in.readInt();
        outcomes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            outcomes.add(new Outcome(in.readLong(), in.readInt(), in.readLong()));
        }
    }

    @Override
    public int getFactoryId() {
        return Types.FACTORY;
    }

    @Override
    public int getClassId() {
        return Types.REPLY;
    }

    /** Whether a task did anything, and why not. */
    enum Status {
        DONE,
        /** The member may not decide now. */
        CLOSED,
        /** There is no room now. */
        FULL,
        /** The topic is not there, or not the one that was meant. */
        LOST,
        /** It would be one topic too many. */
        TOO_MANY,
        /** The topic is not there, and its first record was to follow another. */
        CONFLICT
    }

    /**
     * What became of one batch.
     *
     * @param first offset of the first record kept now; 0: none was; {@value #REFUSED}: it was to follow another
     *     record, or is behind one that was
     * @param kept records kept now: the last ones of the batch
     * @param last offset of its last record
     */
    record Outcome(long first, int kept, long last) {

        private static final long REFUSED = -1;

        static Outcome refused() {
            return new Outcome(REFUSED, 0, 0);
        }

        boolean isRefused() {
            return first == REFUSED;
        }
    }
}
