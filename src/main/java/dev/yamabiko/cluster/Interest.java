package dev.yamabiko.cluster;

import dev.yamabiko.stream.Selection;
import dev.yamabiko.stream.Topic;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One thing a node reads: a topic, or all topics whose names begin with a prefix. Immutable.
 *
 * @param name the topic's name, or the prefix
 * @param prefix which of the two it is
 */
record Interest(String name, boolean prefix) {

    /** What a selection reads. */
    static List<Interest> of(Selection selection) {
        if (selection instanceof Selection.Prefix beginning) {
            return List.of(new Interest(beginning.prefix(), true));
        }
        return ((Selection.Topics) selection)
                .topics().stream().map(Interest::of).toList();
    }

    /** Reading one topic. */
    static Interest of(Topic topic) {
        return new Interest(topic.name(), false);
    }

    /**
     * 64 bits of it; those of a set are their sum, in whatever order they came. FNV-1a, then MurmurHash3's last mix.
     */
    long hash() {
        long hash = prefix ? 0x84222325cbf29ce4L : 0xcbf29ce484222325L;
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xFF)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
