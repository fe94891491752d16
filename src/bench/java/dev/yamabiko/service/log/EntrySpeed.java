package dev.yamabiko.service.log;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.bench.load.Payload;
import dev.yamabiko.proto.log.v1.LogEntry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What it costs to check an entry, and to ask a filter about it; beside it, what protobuf's objects would cost. One
 * thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EntrySpeed {

    private final byte[] entry = Payload.bytes();
    private final EntryCheck check = new EntryCheck();
    private final LogFilter level = new LogFilter(LogLevel.WARN, Long.MIN_VALUE, Long.MAX_VALUE, List.of());
    private final LogFilter text =
            new LogFilter(LogLevel.TRACE, Long.MIN_VALUE, Long.MAX_VALUE, List.of(Condition.parse(Payload.MARK)));

    /** The rules of an entry, on its bytes. */
    @Benchmark
    public Object check() {
        return check.check(entry, 0, entry.length, 0) == null ? check : entry;
    }

    /** A filter by level. */
    @Benchmark
    public boolean filterLevel() {
        return level.test(entry, 0, entry.length);
    }

    /** A filter by a text that is not there. */
    @Benchmark
    public boolean filterText() {
        return text.test(entry, 0, entry.length);
    }

    /** Parsed into an object. */
    @Benchmark
    public LogEntry parse() throws InvalidProtocolBufferException {
        return LogEntry.parseFrom(entry);
    }

    /** Parsed into an object, given an offset, and encoded again. */
    @Benchmark
    public byte[] parseAndEncode() throws InvalidProtocolBufferException {
        return LogEntry.parseFrom(entry).toBuilder()
                .setOffset(1_000_000)
                .build()
                .toByteArray();
    }
}
