package dev.yamabiko.gateway;

import dev.yamabiko.bench.load.Payload;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to cut a message out of what arrived. One thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DeframerSpeed {

    private static final int RECORDS = 88;
    private static final int PREFIX_BYTES = 5;
    private static final int MAX_MESSAGE_BYTES = 1 << 20;

    private final byte[] arrived = arrived();
    private long bytes;
    private final Deframer deframer = new Deframer(MAX_MESSAGE_BYTES, false, (array, from, to) -> bytes += to - from);

    /** Whole messages. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long whole() {
        deframer.accept(arrived, 0, arrived.length);
        return bytes;
    }

    /** Messages of which the last one is cut in two by the end of what arrived. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long cut() {
        int at = arrived.length - Payload.BYTES / 2;
        deframer.accept(arrived, 0, at);
        deframer.accept(arrived, at, arrived.length);
        return bytes;
    }

    private static byte[] arrived() {
        ByteBuffer out = ByteBuffer.allocate(RECORDS * (PREFIX_BYTES + Payload.BYTES));
        for (int i = 0; i < RECORDS; i++) {
            out.put((byte) 0).putInt(Payload.BYTES).put(Payload.bytes());
        }
        return out.array();
    }
}
