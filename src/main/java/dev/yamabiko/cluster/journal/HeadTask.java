package dev.yamabiko.cluster.journal;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import org.jspecify.annotations.Nullable;

/**
 * What is done to the head of a topic on the member that owns it, and then on its backup. Nothing is done where the
 * member may not: the answer says so. Runs on the thread of the partition.
 *
 * @param <R> the answer
 */
@SuppressWarnings("serial") // never written by Java's serialization
abstract class HeadTask<R>
        implements EntryProcessor<String, Head, R>, IdentifiedDataSerializable, HazelcastInstanceAware {

    private transient @Nullable HazelcastInstance instance;

    @Override
    public final void setHazelcastInstance(HazelcastInstance instance) {
        this.instance = instance;
    }

    /** This member's part of the journal; null: it has none yet. */
    final @Nullable Share share() {
        return instance == null ? null : Share.of(instance);
    }

    /** True if this member is sure to be one of those that decide. */
    final boolean allowed() {
        Share share = share();
        return share != null && share.fence().open();
    }

    /** Says to Hazelcast that the backup has not followed: what was done is not acknowledged, and is repaired. */
    static IllegalStateException unfit(String what) {
        return new IllegalStateException("journal: backup does not fit: " + what);
    }

    /** Nothing changes on the backup; tasks that change something override this. */
    @Override
    public @Nullable EntryProcessor<String, Head, R> getBackupProcessor() {
        return null;
    }

    @Override
    public final int getFactoryId() {
        return Types.FACTORY;
    }
}
