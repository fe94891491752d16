package dev.yamabiko.cluster.journal;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Tells another member that one leaves, and is not lost. */
final class Farewell implements Callable<Boolean>, IdentifiedDataSerializable, HazelcastInstanceAware {

    private UUID leaving = new UUID(0, 0);
    private @Nullable HazelcastInstance instance;

    Farewell() {}

    Farewell(UUID leaving) {
        this.leaving = leaving;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        this.instance = instance;
    }

    @Override
    public Boolean call() {
        Share share = instance == null ? null : Share.of(instance);
        if (share != null) {
            share.fence().expect(leaving);
        }
        return share != null;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeLong(leaving.getMostSignificantBits());
        out.writeLong(leaving.getLeastSignificantBits());
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        leaving = new UUID(in.readLong(), in.readLong());
    }

    @Override
    public int getFactoryId() {
        return Types.FACTORY;
    }

    @Override
    public int getClassId() {
        return Types.FAREWELL;
    }
}
