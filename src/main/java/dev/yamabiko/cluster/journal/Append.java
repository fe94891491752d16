package dev.yamabiko.cluster.journal;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.yamabiko.stream.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives batches their offsets and keeps them. When it is answered, owner and backup have the same up to the last
 * record, also where there was nothing to keep: so an empty one finds out how much may be shown to readers.
 */
@SuppressWarnings("serial")
final class Append extends HeadTask<Reply> {

    private Known known = Known.NOTHING;
    private String fresh = "";
    private boolean mayCreate;
    private int mostKeys;
    private List<Parcel> parcels = List.of();
    private transient @Nullable AppendBackup backup;

    Append() {}

    /**
     * Prepares it.
     *
     * @param fresh incarnation for a topic that is not there
     * @param mayCreate whether it may begin one
     */
    Append(Known known, String fresh, boolean mayCreate, int mostKeys, List<Parcel> parcels) {
        this.known = known;
        this.fresh = fresh;
        this.mayCreate = mayCreate;
        this.mostKeys = mostKeys;
        this.parcels = parcels;
    }

    @Override
    public Reply process(Map.Entry<String, Head> entry) {
        Share share = share();
        if (share == null || !share.fence().open()) {
            return Reply.refused(Reply.Status.CLOSED);
        }
        Head head = entry.getValue();
        if (known.contradicts(head)) {
            return Reply.refused(Reply.Status.LOST);
        }
        boolean fresher = head == null;
        if (head == null) {
            if (!mayCreate || parcels.isEmpty()) {
                return Reply.refused(Reply.Status.TOO_MANY);
            }
            head = new Head(new Topic(entry.getKey()), fresh);
            if (parcels.get(0).follows() > 0) {
                return Reply.refused(Reply.Status.CONFLICT);
            }
        }
        if (!parcels.isEmpty() && (head.full() || share.full())) {
            share.wake(entry.getKey());
            return Reply.refused(Reply.Status.FULL);
        }
        return append(entry, head, fresher, share);
    }

    private Reply append(Map.Entry<String, Head> entry, Head head, boolean fresher, Share share) {
        head.hold(known.held());
        AppendBackup copy = new AppendBackup(head, mostKeys);
        List<Reply.Outcome> outcomes = new ArrayList<>(parcels.size());
        long bytes = head.bytes();
        for (Parcel parcel : parcels) {
            boolean behind =
                    !outcomes.isEmpty() && outcomes.get(outcomes.size() - 1).isRefused();
            outcomes.add(behind ? Reply.Outcome.refused() : head.append(parcel, mostKeys, copy));
        }
        entry.setValue(head);
        if (fresher || known.suspect()) {
            copy.sendWhole(head);
        }
        backup = copy;
        share.stored(head.bytes() - bytes);
        if (head.sealable()) {
            share.wake(entry.getKey());
        }
        return Reply.done(head, outcomes);
    }

    @Override
    public @Nullable EntryProcessor<String, Head, Reply> getBackupProcessor() {
        return backup;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        known.write(out);
        out.writeString(fresh);
        out.writeBoolean(mayCreate);
        out.writeInt(mostKeys);
        out.writeInt(parcels.size());
        for (Parcel parcel : parcels) {
            parcel.write(out);
        }
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        known = Known.read(in);
        fresh = Wire.text(in);
        mayCreate = in.readBoolean();
        mostKeys = in.readInt();
        int count = in.readInt();
        parcels = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            parcels.add(Parcel.read(in));
        }
    }

    @Override
    public int getClassId() {
        return Types.APPEND;
    }
}
