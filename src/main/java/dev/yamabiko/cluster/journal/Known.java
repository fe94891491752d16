package dev.yamabiko.cluster.journal;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a node has seen of a topic. A head that says otherwise is another history.
 *
 * @param epoch the history in which it was seen
 * @param incarnation of the head; empty: none was seen
 * @param held offset up to which records are known to have reached a backup
 * @param suspect true if nobody knows whether owner and backup have the same
 */
record Known(String epoch, String incarnation, long held, boolean suspect) {

    /** Of a topic nobody here has asked for. */
    static final Known NOTHING = new Known("", "", 0, false);

    /** True if such a head is not the one that was seen, or has lost records of it. */
    boolean contradicts(@Nullable Head head) {
        return !incarnation.isEmpty()
                && (head == null || !head.incarnation().equals(incarnation) || head.last() < held);
    }

    /** The same, of what an owner has answered. */
    boolean contradicts(Seen seen) {
        return !incarnation.isEmpty() && (!seen.incarnation().equals(incarnation) || seen.last() < held);
    }

    void write(ObjectDataOutput out) throws IOException {
        out.writeString(incarnation);
        out.writeLong(held);
        out.writeBoolean(suspect);
    }

    static Known read(ObjectDataInput in) throws IOException {
        return new Known("", Wire.text(in), in.readLong(), in.readBoolean());
    }
}
