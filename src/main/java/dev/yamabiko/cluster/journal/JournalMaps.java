package dev.yamabiko.cluster.journal;

import com.hazelcast.config.Config;
import com.hazelcast.config.ExecutorConfig;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.spi.merge.DiscardMergePolicy;

/** The maps that the members keep the journal in, and how they keep them. Stateless. */
public final class JournalMaps {

    /** Carries what members ask each other. */
    static final String MEMBERS = "yamabiko.journal.members";

    /** Member attribute: an eighth of the member's heap, in bytes. */
    static final String ROOM = "yamabiko.journal.room";

    private static final String HEADS = "yamabiko.journal.heads";
    private static final String SEGMENTS = "yamabiko.journal.segments";
    private static final String META = "yamabiko.journal.meta";

    private JournalMaps() {}

    /** Adds all that members must agree on. Where a cluster was split, the history of the larger side holds. */
    public static void addTo(Config config) {
        config.getSerializationConfig().addDataSerializableFactory(Types.FACTORY, new Types());
        config.addMapConfig(map(HEADS, InMemoryFormat.OBJECT));
        config.addMapConfig(map(SEGMENTS, InMemoryFormat.BINARY));
        config.addMapConfig(map(META, InMemoryFormat.BINARY));
        config.addExecutorConfig(new ExecutorConfig(MEMBERS, 2).setStatisticsEnabled(false));
        config.getMemberAttributeConfig()
                .setAttribute(ROOM, Long.toString(Runtime.getRuntime().maxMemory() / 8));
        config.setProperty("hazelcast.operation.fail.on.indeterminate.state", "true");
    }

    static IMap<String, Head> heads(HazelcastInstance instance) {
        return instance.getMap(HEADS);
    }

    static IMap<SegmentKey, Segment> segments(HazelcastInstance instance) {
        return instance.getMap(SEGMENTS);
    }

    static IMap<String, String> meta(HazelcastInstance instance) {
        return instance.getMap(META);
    }

    private static MapConfig map(String name, InMemoryFormat format) {
        return new MapConfig(name)
                .setInMemoryFormat(format)
                .setBackupCount(1)
                .setAsyncBackupCount(0)
                .setReadBackupData(false)
                .setStatisticsEnabled(false)
                .setMergePolicyConfig(new MergePolicyConfig(DiscardMergePolicy.class.getName(), 1));
    }
}
