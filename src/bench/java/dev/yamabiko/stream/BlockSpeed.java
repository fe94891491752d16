package dev.yamabiko.stream;

import dev.yamabiko.bench.load.Payload;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a record costs on its way into a block, and out of it. One thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BlockSpeed {

    private static final int RECORDS = 88;

    private final byte[] entry = Payload.bytes();
    private final Batch full = batch();
    private final Frames frames = full.stamp(1, 0).frames();

    /** Framed, with room for its offset. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int add() {
        return batch().length();
    }

    /** Its offset set in place. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int stamp() {
        frames.stamp(1_000_000);
        return frames.end();
    }

    /** Passed by, from frame to frame. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int walk() {
        return frames.count();
    }

    /** Looked for by its offset, the last of the block. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public Frames find() {
        return frames.from(Long.MAX_VALUE >>> 8);
    }

    private Batch batch() {
        Batch batch = new Batch(new Topic("logs/bench"));
        for (int i = 0; i < RECORDS; i++) {
            batch.add(0, entry, 0, entry.length, entry, 0);
        }
        return batch;
    }
}
