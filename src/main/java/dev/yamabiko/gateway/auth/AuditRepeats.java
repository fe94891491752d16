package dev.yamabiko.gateway.auth;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which entries were written a short while ago, and how often each came again since. Thread-safe. */
final class AuditRepeats {

    private static final int MOST_REMEMBERED = 10_000;

    private final long forMs;

    /** Those written first, first. */
    private final Map<AuditEntry, Seen> remembered = new LinkedHashMap<>();

    /** When an entry was written, how often it came since, and when it did last. */
    private record Seen(long at, long repeats, long last) {}

    /** What came again, and was not told. */
    record Late(AuditEntry entry, long last, long repeats) {}

    /** How often an entry came again that is written once more, and what has to leave for it. */
    record Known(long repeats, List<Late> pushedOut) {}

    /** {@code forMs}: how long the same again is not written. */
    AuditRepeats(long forMs) {
        this.forMs = forMs;
    }

    /** Counts an entry that was written a short while ago; false: it was not. */
    synchronized boolean again(AuditEntry entry, long now) {
        Seen seen = remembered.get(entry);
        if (seen == null || now - seen.at >= forMs) {
            return false;
        }
        remembered.put(entry, new Seen(seen.at, seen.repeats + 1, now));
        return true;
    }

    /** An entry is being written. */
    synchronized Known begin(AuditEntry entry, long now) {
        Seen seen = remembered.remove(entry);
        List<Late> pushedOut = new ArrayList<>();
        if (remembered.size() >= MOST_REMEMBERED) {
            takeFirst(pushedOut);
        }
        remembered.put(entry, new Seen(now, 0, now));
        return new Known(seen == null ? 0 : seen.repeats, pushedOut);
    }

    /** At most so many of those whose time is over. */
    synchronized List<Late> due(long now, int most) {
        List<Late> due = new ArrayList<>();
        while (due.size() < most && !remembered.isEmpty() && now - first().at >= forMs) {
            takeFirst(due);
        }
        return due;
    }

    /** All of them. */
    synchronized List<Late> all() {
        List<Late> all = new ArrayList<>();
        while (!remembered.isEmpty()) {
            takeFirst(all);
        }
        return all;
    }

    private Seen first() {
        return remembered.values().iterator().next();
    }

    private void takeFirst(List<Late> late) {
        Iterator<Map.Entry<AuditEntry, Seen>> entries = remembered.entrySet().iterator();
        Map.Entry<AuditEntry, Seen> first = entries.next();
        Seen seen = first.getValue();
        if (seen.repeats > 0) {
            late.add(new Late(first.getKey(), seen.last, seen.repeats));
        }
        entries.remove();
    }
}
