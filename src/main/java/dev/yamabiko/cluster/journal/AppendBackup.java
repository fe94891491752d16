package dev.yamabiko.cluster.journal;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Does on the backup exactly what {@link Append} did on the owner, or fails: then the append is not acknowledged, and
 * whoever asked for it sends the whole head with the next one.
 */
@SuppressWarnings("serial")
final class AppendBackup extends HeadTask<Reply> {

    private String incarnation = "";
    private long before;
    private long held;
    private int mostKeys;
    private String topic = "-";
    private List<Block> blocks = new ArrayList<>();
    private List<KeyTable.Used> keys = new ArrayList<>();
    private @Nullable Head whole;

    AppendBackup() {}

    /** Follows on what the head holds now. */
    AppendBackup(Head head, int mostKeys) {
        this.incarnation = head.incarnation();
        this.before = head.last();
        this.held = head.held();
        this.mostKeys = mostKeys;
    }

    void add(Block block, KeyTable.@Nullable Used used) {
        topic = block.topic().name();
        blocks.add(block);
        if (used != null) {
            keys.add(used);
        }
    }

    /** Whatever the backup has, it has this head afterwards. */
    void sendWhole(Head head) {
        whole = head;
    }

    @Override
    public Reply process(Map.Entry<String, Head> entry) {
        Head head = entry.getValue();
        if (whole != null) {
            head = whole;
        } else if (head == null || !head.incarnation().equals(incarnation) || head.last() != before) {
            throw unfit(entry.getKey());
        } else {
            blocks.forEach(head::add);
            for (KeyTable.Used used : keys) {
                head.keys().put(used, mostKeys);
            }
            head.hold(held);
        }
        entry.setValue(head);
        Share share = share();
        if (share != null && !blocks.isEmpty()) {
            share.stored(0);
        }
        return new Reply();
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeString(incarnation);
        out.writeLong(before);
        out.writeLong(held);
        out.writeInt(mostKeys);
        out.writeString(topic);
        Wire.writeBlocks(out, whole == null ? blocks : List.of());
        out.writeInt(keys.size());
        for (KeyTable.Used used : keys) {
            used.write(out);
        }
        out.writeObject(whole);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        incarnation = Wire.text(in);
        before = in.readLong();
        held = in.readLong();
        mostKeys = in.readInt();
        topic = Wire.text(in);
        blocks = Wire.readBlocks(in, new Topic(topic));
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            keys.add(KeyTable.Used.read(in));
        }
        whole = in.readObject();
    }

    @Override
    public int getClassId() {
        return Types.APPEND_BACKUP;
    }
}
