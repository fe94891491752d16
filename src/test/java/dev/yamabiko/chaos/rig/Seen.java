package dev.yamabiko.chaos.rig;

import dev.yamabiko.chaos.rig.Reading.Run;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Which entries a reading holds, and where: by writer and number. Used by one thread. */
final class Seen {

    private final Map<Integer, BitSet> numbers = new HashMap<>();
    private final Map<Integer, TreeMap<Long, Run>> places = new HashMap<>();

    /** Numbers of a writer. */
    BitSet of(int writer) {
        return numbers.computeIfAbsent(writer, id -> new BitSet());
    }

    /** The reading holds these too. */
    void add(Run run) {
        of(run.writer()).set((int) run.number(), (int) (run.number() + run.count()));
        places.computeIfAbsent(run.writer(), id -> new TreeMap<>()).put(run.number(), run);
    }

    /** Offset of an entry that it holds; 0 if it does not. */
    long offset(int writer, long number) {
        Map.Entry<Long, Run> place =
                places.getOrDefault(writer, new TreeMap<>()).floorEntry(number);
        if (place == null || number >= place.getKey() + place.getValue().count()) {
            return 0;
        }
        return place.getValue().offset() + number - place.getKey();
    }
}
