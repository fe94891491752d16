package dev.yamabiko.cli.client;

import com.google.rpc.ErrorInfo;
import dev.yamabiko.proto.hub.v1.Resume;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a reader has come: the epoch of the hub's history, and the last offset seen in each topic. Survives
 * connections, so that the next one goes on where the last one stopped, on any node. For one thread.
 */
public final class ResumeBook {

    /** The reason of a status that says that what is wanted is no longer kept (docs/protocol.md). */
    public static final String HISTORY_EXPIRED = "HISTORY_EXPIRED";

    private final Map<String, Long> after = new TreeMap<>();
    private String epoch = "";
    private boolean begun;
    private boolean skipGap;

    /**
     * Takes note of the epoch of a stream that has opened.
     *
     * @return false: the history is another one than before, and the positions in the old one mean nothing
     */
    public boolean opened(String current) {
        boolean same = epoch.isEmpty() || current.isEmpty() || epoch.equals(current);
        if (!same) {
            after.clear();
        }
        if (!current.isEmpty()) {
            epoch = current;
        }
        return same;
    }

    /** Takes note of the last offset seen, or passed over, in a topic. */
    public void seen(String topic, long offset) {
        after.put(topic, offset);
        begun = true;
    }

    /** Goes on with the earliest that is left, wherever history is gone. */
    public void skipGaps() {
        skipGap = true;
    }

    /**
     * What a status with {@link #HISTORY_EXPIRED} means for this reader, in words, and takes note of it: the next
     * stream goes on with the earliest that is left.
     */
    public String expired(ErrorInfo info) {
        skipGap = true;
        String current = info.getMetadataOrDefault("epoch", "");
        if (!opened(current)) {
            return "the hub's history is another one now (epoch " + current + "): going on at its beginning";
        }
        String topic = info.getMetadataOrDefault("topic", "");
        String earliest = info.getMetadataOrDefault("earliest_offset", "");
        Long last = after.get(topic);
        return "history expired: of " + topic + " the hub keeps nothing before offset " + earliest
                + (last == null ? "" : ", and " + last + " was the last one seen")
                + ": going on there";
    }

    /** Whether anything has been seen, ever. */
    public boolean begun() {
        return begun;
    }

    /** Where the next stream goes on; null: there is nothing to go on from. */
    public @Nullable Resume resume() {
        return after.isEmpty() && !skipGap
                ? null
                : Resume.newBuilder()
                        .setEpoch(epoch)
                        .putAllAfter(after)
                        .setSkipGap(skipGap)
                        .build();
    }
}
