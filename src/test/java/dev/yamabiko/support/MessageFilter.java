package dev.yamabiko.support;

import com.google.protobuf.CodedInputStream;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.stream.Filter;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes log entries by a part of their message and their time, and counts how many it was asked about.
 *
 * @param text part of the message
 * @param minTime at or after
 * @param maxTime at or before
 * @param tests counts the records it has looked at
 */
public record MessageFilter(String text, long minTime, long maxTime, AtomicInteger tests) implements Filter {

    @Override
    public boolean test(byte[] bytes, int from, int to) {
        tests.incrementAndGet();
        try {
            LogEntry entry = LogEntry.parseFrom(CodedInputStream.newInstance(bytes, from, to - from));
            return entry.getMessage().contains(text)
                    && entry.getTimestamp() >= minTime
                    && entry.getTimestamp() <= maxTime;
        } catch (IOException e) {
            throw new AssertionError("not a log entry", e);
        }
    }
}
