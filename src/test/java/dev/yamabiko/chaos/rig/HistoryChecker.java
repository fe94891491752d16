package dev.yamabiko.chaos.rig;

import dev.yamabiko.chaos.rig.Reading.Run;
import dev.yamabiko.chaos.rig.Violation.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a history and says what of it must not be, knowing nothing of nodes or journals. What was acknowledged in an
 * epoch must be in every whole reading of that epoch; a hub that begins another epoch says that it may have forgotten
 * something, and that is counted. Each kind of violation is said once for each run or call it concerns. Used once, by
 * one thread.
 */
public final class HistoryChecker {

    private final History history;
    private final List<Violation> violations = new ArrayList<>();
    private final Set<String> epochs = new TreeSet<>();
    private long surplus;
    private long forgotten;

    private HistoryChecker(History history) {
        this.history = history;
    }

    /** What there is to say of a history. */
    public static Report check(History history) {
        return new HistoryChecker(history).check();
    }

    private Report check() {
        Map<String, Map<Integer, BitSet>> sent = sentNumbers();
        Set<String> counted = new HashSet<>();
        for (Reading reading : history.readings()) {
            epochs.add(reading.epoch());
            Seen seen = seen(reading, sent.getOrDefault(reading.topic(), Map.of()));
            if (reading.whole()) {
                checkKept(reading, seen, counted.add(reading.topic()));
            }
        }
        Map<String, Reading> references = references();
        for (Reading reading : history.readings()) {
            Reading reference = references.get(reading.topic() + " in " + reading.epoch());
            if (reference != reading) {
                checkAgreement(reading, reference);
            }
        }
        epochs.remove("");
        return new Report(
                count(true),
                count(false),
                surplus,
                forgotten,
                Math.max(1, epochs.size()),
                history.readings().size(),
                history.readings().stream().mapToLong(Reading::count).sum(),
                violations);
    }

    /** For each topic and epoch the reading that came furthest: all others are to agree with it. */
    private Map<String, Reading> references() {
        Map<String, Reading> references = new HashMap<>();
        for (Reading reading : history.readings()) {
            references.merge(
                    reading.topic() + " in " + reading.epoch(),
                    reading,
                    (one, other) -> other.last() > one.last() ? other : one);
        }
        return references;
    }

    private long count(boolean acknowledged) {
        return history.sent().stream()
                .filter(call -> call.acknowledged() == acknowledged)
                .mapToLong(Sent::count)
                .sum();
    }

    private Map<String, Map<Integer, BitSet>> sentNumbers() {
        Map<String, Map<Integer, BitSet>> numbers = new HashMap<>();
        for (Sent call : history.sent()) {
            numbers.computeIfAbsent(call.topic(), topic -> new HashMap<>())
                    .computeIfAbsent(call.writer(), writer -> new BitSet())
                    .set((int) call.first(), (int) call.first() + call.count());
        }
        return numbers;
    }

    /** What a reader saw; says what is wrong with its order. */
    private Seen seen(Reading reading, Map<Integer, BitSet> sent) {
        if (reading.altered() > 0) {
            found(Kind.ALTERED, reading, reading.altered() + " entries");
        }
        Seen seen = new Seen();
        long expected = 1;
        for (Run run : reading.runs()) {
            if (run.offset() > expected) {
                found(Kind.GAP, reading, run + " (expected: offset " + expected + ")");
            } else if (run.offset() < expected) {
                found(Kind.DUPLICATE, reading, run + " (expected: offset " + expected + ")");
            }
            expected = Math.max(expected, run.offset() + run.count());
            if (run.writer() != Reading.SKIPPED) {
                checkRun(reading, run, sent.getOrDefault(run.writer(), new BitSet()), seen.of(run.writer()));
                seen.add(run);
            }
        }
        return seen;
    }

    private void checkRun(Reading reading, Run run, BitSet sent, BitSet known) {
        int from = (int) run.number();
        int to = (int) (run.number() + run.count());
        if (sent.nextClearBit(from) < to) {
            found(Kind.UNKNOWN, reading, run.toString());
        }
        int again = known.nextSetBit(from);
        if (again >= 0 && again < to) {
            found(Kind.DUPLICATE, reading, run.toString());
        } else if (known.length() > from) {
            found(Kind.REORDERED, reading, run + " (after number " + (known.length() - 1) + ")");
        }
    }

    /** Whether the topic holds what was acknowledged, and of other calls what they sent first. */
    private void checkKept(Reading reading, Seen seen, boolean counts) {
        for (Sent call : history.sent()) {
            if (!call.topic().equals(reading.topic())) {
                continue;
            }
            BitSet kept = seen.of(call.writer());
            int first = (int) call.first();
            int end = first + call.count();
            int missing = kept.nextClearBit(first);
            if (call.keptIn(reading.epoch())) {
                checkAcknowledged(reading, call, missing, seen.offset(call.writer(), call.last()));
            } else if (call.acknowledged()) {
                forgotten += counts ? call.count() - kept.get(first, end).cardinality() : 0;
            } else {
                int later = kept.nextSetBit(missing);
                if (missing < end && later >= 0 && later < end) {
                    found(Kind.TORN, reading, "writer " + call.writer() + " number " + later + " without " + missing);
                }
                surplus += counts ? kept.get(first, end).cardinality() : 0;
            }
        }
    }

    private void checkAcknowledged(Reading reading, Sent call, int missing, long offset) {
        if (missing <= call.last()) {
            found(Kind.LOST, reading, "writer " + call.writer() + " number " + missing + " and perhaps more");
        } else if (call.lastOffset() > 0 && call.lastOffset() != offset) {
            String where = "writer " + call.writer() + " number " + call.last() + " at offset " + offset;
            found(Kind.MISPLACED, reading, where + " (acknowledged as " + call.lastOffset() + ")");
        }
    }

    /** Two readings of a topic hold the same entry at each offset that both hold. */
    private void checkAgreement(Reading reading, Reading reference) {
        List<Run> theirs = reference.runs();
        int at = 0;
        for (Run run : reading.runs()) {
            while (at > 0 && (at == theirs.size() || theirs.get(at).offset() > run.offset())) {
                at--;
            }
            while (at < theirs.size() && theirs.get(at).offset() < run.offset() + run.count()) {
                Run other = theirs.get(at++);
                if (overlap(run, other) && !sameEntries(run, other)) {
                    found(Kind.DISAGREEMENT, reading, run + " and " + other + " of " + reference.reader());
                }
            }
        }
    }

    private static boolean overlap(Run one, Run other) {
        return one.writer() != Reading.SKIPPED
                && other.writer() != Reading.SKIPPED
                && one.offset() < other.offset() + other.count()
                && other.offset() < one.offset() + one.count();
    }

    private static boolean sameEntries(Run one, Run other) {
        return one.writer() == other.writer() && one.number() - one.offset() == other.number() - other.offset();
    }

    private void found(Kind kind, Reading reading, String what) {
        violations.add(
                new Violation(kind, reading.topic() + " as read by " + reading.reader() + in(reading) + ": " + what));
    }

    private static String in(Reading reading) {
        return reading.epoch().isEmpty() ? "" : " in epoch " + reading.epoch();
    }
}
