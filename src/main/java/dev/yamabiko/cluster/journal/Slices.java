package dev.yamabiko.cluster.journal;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.partition.PartitionService;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Topics as Hazelcast can be asked for many at a time: it puts all keys of a question to each partition that has one of
 * them, which looks at every one. So neighbours are asked for together, and not too many. Thread-safe.
 */
final class Slices {

    private static final int TOPICS = 32;

    private final PartitionService partitions;

    Slices(HazelcastInstance instance) {
        this.partitions = instance.getPartitionService();
    }

    /** All of them, each in one slice. */
    List<Set<String>> of(Collection<String> topics) {
        if (topics.size() <= TOPICS) {
            return List.of(new LinkedHashSet<>(topics));
        }
        List<String> sorted = topics.stream()
                .map(topic -> new Placed(partitions.getPartition(topic).getPartitionId(), topic))
                .sorted(Comparator.comparingInt(Placed::partition))
                .map(Placed::topic)
                .toList();
        List<Set<String>> slices = new ArrayList<>();
        for (int from = 0; from < sorted.size(); from += TOPICS) {
            slices.add(new LinkedHashSet<>(sorted.subList(from, Math.min(sorted.size(), from + TOPICS))));
        }
        return slices;
    }

    private record Placed(int partition, String topic) {}
}
