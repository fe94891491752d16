package dev.yamabiko.cluster.journal;

import com.hazelcast.core.ReadOnly;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks how much memory a topic takes; null: there is no such topic. */
@SuppressWarnings("serial")
final class Weigh extends HeadTask<@Nullable Weight> implements ReadOnly {

    private boolean detailed;

    Weigh() {}

    /** {@code detailed}: also what could leave. */
    Weigh(boolean detailed) {
        this.detailed = detailed;
    }

    @Override
    public @Nullable Weight process(Map.Entry<String, Head> entry) {
        Head head = entry.getValue();
        return head == null ? null : new Weight(head, detailed);
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeBoolean(detailed);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        detailed = in.readBoolean();
    }

    @Override
    public int getClassId() {
        return Types.WEIGH;
    }
}
