package dev.yamabiko.stream;

import java.util.Map;

/**
 * Where a subscription goes on.
 *
 * @param epoch of the history the offsets belong to; empty: the current one
 * @param after topic to the last offset seen in it; a topic that is missing starts as the rest of the request says
 * @param skipGap begin at the earliest record where the wanted ones are gone, instead of failing
 */
public record ResumePoint(String epoch, Map<Topic, Long> after, boolean skipGap) {

    /** No earlier stream to go on from. */
    public static final ResumePoint NONE = new ResumePoint("", Map.of(), false);
}
