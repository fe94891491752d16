package dev.yamabiko.cluster.journal;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Asks another member whether it sees the same members. */
final class Ping implements Callable<Boolean>, IdentifiedDataSerializable, HazelcastInstanceAware {

    private Set<UUID> view = Set.of();
    private @Nullable HazelcastInstance instance;

    Ping() {}

    Ping(Set<UUID> view) {
        this.view = view;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        this.instance = instance;
    }

    @Override
    public Boolean call() {
        return instance != null && Fence.view(instance).equals(view);
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeInt(view.size());
        for (UUID member : view) {
            out.writeLong(member.getMostSignificantBits());
            out.writeLong(member.getLeastSignificantBits());
        }
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        int count = in.readInt();
        view = new HashSet<>();
        for (int i = 0; i < count; i++) {
            view.add(new UUID(in.readLong(), in.readLong()));
        }
    }

    @Override
    public int getFactoryId() {
        return Types.FACTORY;
    }

    @Override
    public int getClassId() {
        return Types.PING;
    }
}
