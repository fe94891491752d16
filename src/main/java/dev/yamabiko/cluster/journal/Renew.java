package dev.yamabiko.cluster.journal;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Begins another epoch, unless somebody else has: of all who give up the same one, the first is heard. Answers which
 * holds.
 */
@SuppressWarnings("serial")
final class Renew implements EntryProcessor<String, String, String>, IdentifiedDataSerializable {

    private String old = "";
    private String fresh = "";
    private boolean backup;
    private transient String result = "";

    Renew() {}

    /** {@code old}: the one to give up; empty: none, only if there is none. */
    Renew(String old, String fresh) {
        this.old = old;
        this.fresh = fresh;
    }

    @Override
    public String process(Map.Entry<String, String> entry) {
        String now = entry.getValue();
        boolean renewed = backup || now == null || now.equals(old);
        if (renewed) {
            entry.setValue(fresh);
        }
        result = renewed ? fresh : now;
        return result;
    }

    @Override
    public @Nullable EntryProcessor<String, String, String> getBackupProcessor() {
        Renew copy = new Renew(old, result);
        copy.backup = true;
        return copy;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeString(old);
        out.writeString(fresh);
        out.writeBoolean(backup);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        old = Wire.text(in);
        fresh = Wire.text(in);
        backup = in.readBoolean();
    }

    @Override
    public int getFactoryId() {
        return Types.FACTORY;
    }

    @Override
    public int getClassId() {
        return Types.RENEW;
    }
}
