package dev.yamabiko.cluster.journal;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.Map;

/** Forgets idempotency keys of a topic. Answers how many they were. */
@SuppressWarnings("serial")
final class ForgetKeys extends HeadTask<Integer> {

    private long before;
    private int newest;

    ForgetKeys() {}

    ForgetKeys(long before, int newest) {
        this.before = before;
        this.newest = newest;
    }

    @Override
    public Integer process(Map.Entry<String, Head> entry) {
        Head head = entry.getValue();
        if (head == null) {
            return 0;
        }
        int forgotten = head.keys().forget(before, newest);
        if (forgotten > 0) {
            entry.setValue(head);
        }
        return forgotten;
    }

    @Override
    public EntryProcessor<String, Head, Integer> getBackupProcessor() {
        return this;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeLong(before);
        out.writeInt(newest);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        before = in.readLong();
        newest = in.readInt();
    }

    @Override
    public int getClassId() {
        return Types.FORGET_KEYS;
    }
}
