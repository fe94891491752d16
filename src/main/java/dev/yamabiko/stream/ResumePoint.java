package dev.yamabiko.stream;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscription goes on.
 *
 * @param epoch of the history the offsets belong to; empty: the current one
 * @param after topic to the last offset seen in it; a topic that is missing starts as the rest of the request says
 * @param skipGap begin at the earliest record where the wanted ones are gone, instead of failing
 */
public record ResumePoint(String epoch, Map<Topic, Long> after, boolean skipGap) {

    /** Keeps a copy. */
    public ResumePoint {
        after = Map.copyOf(after);
    }

    /** No earlier stream to go on from. */
    public static final ResumePoint NONE = new ResumePoint("", Map.of(), false);

    /** Streams of more topics are not told where they stand. */
    private static final int MAX_TOLD = 100;

    /** Where a stream stands that reads for several; null: nowhere in particular, or in too many topics. */
    public static @Nullable ResumePoint joined(List<ResumePoint> points) {
        Map<Topic, Long> after = new HashMap<>();
        points.forEach(point -> after.putAll(point.after));
        return after.isEmpty() || after.size() > MAX_TOLD
                ? null
                : new ResumePoint(points.get(0).epoch, after, points.stream().allMatch(ResumePoint::skipGap));
    }

    /** Where a stream stands; null: in more than {@value #MAX_TOLD} topics. */
    static @Nullable ResumePoint reached(String epoch, Collection<Cursor> cursors, boolean skipGap) {
        if (cursors.size() > MAX_TOLD) {
            return null;
        }
        Map<Topic, Long> after = new HashMap<>();
        cursors.forEach(cursor -> after.put(cursor.topic(), cursor.next - 1));
        return new ResumePoint(epoch, after, skipGap);
    }
}
