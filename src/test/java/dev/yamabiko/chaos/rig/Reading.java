package dev.yamabiko.chaos.rig;

import java.util.ArrayList;
import java.util.List;

/**
 * What one reader saw of one topic, in the order in which it came, over all its calls. Consecutive offsets with
 * consecutive numbers of one writer are one {@link Run}, so that millions cost little. Thread-safe.
 */
public final class Reading {

    /** The writer of runs that stand for entries that were announced as skipped. */
    public static final int SKIPPED = -1;

    /**
     * Entries one after the other.
     *
     * @param offset of the first
     * @param writer of all, or {@link #SKIPPED}
     * @param number of the first
     * @param count how many
     */
    public record Run(long offset, int writer, long number, long count) {

        private boolean goesOnWith(Line line) {
            return line.offset() == offset + count && line.writer() == writer && line.number() == number + count;
        }

        private Run longer() {
            return new Run(offset, writer, number, count + 1);
        }
    }

    private final String reader;
    private final String topic;
    private final boolean whole;
    private final List<Run> runs = new ArrayList<>();
    private String epoch = "";
    private Run current;
    private long altered;
    private long count;
    private long last;
    private long lastNumber;

    /**
     * Nothing yet.
     *
     * @param whole whether it is to be the topic from its first entry to its last one
     */
    public Reading(String reader, String topic, boolean whole) {
        this.reader = reader;
        this.topic = topic;
        this.whole = whole;
    }

    /** Says which history it is of. */
    public synchronized Reading of(String history) {
        epoch = history;
        return this;
    }

    /** Which history it is of; empty if nobody said. */
    public synchronized String epoch() {
        return epoch;
    }

    /** The next line came. Heartbeats count only where they announce skipped entries. */
    public synchronized void add(Line line) {
        if (line.heartbeat()) {
            if (line.skipped() > 0) {
                close();
                runs.add(new Run(line.offset() - line.skipped() + 1, SKIPPED, 0, line.skipped()));
                last = line.offset();
            }
            return;
        }
        if (current != null && current.goesOnWith(line)) {
            current = current.longer();
        } else {
            close();
            current = new Run(line.offset(), line.writer(), line.number(), 1);
        }
        altered += line.intact() ? 0 : 1;
        count++;
        last = line.offset();
        lastNumber = line.number();
    }

    /** Who read. */
    public String reader() {
        return reader;
    }

    /** What was read. */
    public String topic() {
        return topic;
    }

    /** Whether it is to be the topic from its first entry to its last one. */
    public boolean whole() {
        return whole;
    }

    /** What came, in order. */
    public synchronized List<Run> runs() {
        List<Run> all = new ArrayList<>(runs);
        if (current != null) {
            all.add(current);
        }
        return all;
    }

    /** Entries that are not what was sent. */
    public synchronized long altered() {
        return altered;
    }

    /** Entries that came. */
    public synchronized long count() {
        return count;
    }

    /** Offset of the last one; 0 before the first. */
    public synchronized long last() {
        return last;
    }

    /** Its writer's number of the last one; 0 before the first. */
    public synchronized long lastNumber() {
        return lastNumber;
    }

    private void close() {
        if (current != null) {
            runs.add(current);
            current = null;
        }
    }
}
