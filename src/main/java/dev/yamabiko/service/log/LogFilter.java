package dev.yamabiko.service.log;

import dev.yamabiko.service.ProtoFields;
import dev.yamabiko.stream.Filter;
import java.util.List;

/**
 * Which entries of an application a reader wants, told from their encoded form.
 *
 * @param level this one and graver ones
 * @param minTime at or after, milliseconds since the epoch
 * @param maxTime at or before, milliseconds since the epoch
 * @param conditions all must hold
 */
record LogFilter(LogLevel level, long minTime, long maxTime, List<Condition> conditions) implements Filter {

    LogFilter {
        conditions = List.copyOf(conditions);
    }

    /** The filter itself, or the one that takes everything if it would. */
    Filter simplified() {
        return takesAnyHead() && conditions.isEmpty() ? Filter.ALL : this;
    }

    @Override
    public boolean test(byte[] bytes, int from, int to) {
        return (takesAnyHead() || takesHead(bytes, from, to)) && allHold(bytes, from, to);
    }

    private boolean takesAnyHead() {
        return level == LogLevel.TRACE && minTime == Long.MIN_VALUE && maxTime == Long.MAX_VALUE;
    }

    /** Level and time. */
    private boolean takesHead(byte[] bytes, int from, int to) {
        ProtoFields fields = new ProtoFields().reset(bytes, from, to);
        long time = 0;
        LogLevel found = LogLevel.INFO;
        while (fields.next()) {
            if (fields.is(EntryFields.TIMESTAMP, ProtoFields.VARINT)) {
                time = fields.varint();
            } else if (fields.is(EntryFields.LEVEL, ProtoFields.BYTES)) {
                LogLevel named = LogLevel.of(bytes, fields.from(), fields.to());
                found = named == null ? LogLevel.INFO : named;
            }
        }
        return found.compareTo(level) >= 0 && time >= minTime && time <= maxTime;
    }

    private boolean allHold(byte[] bytes, int from, int to) {
        for (Condition condition : conditions) {
            if (!condition.test(bytes, from, to)) {
                return false;
            }
        }
        return true;
    }
}
