package dev.yamabiko.bench.load;

import io.netty.handler.codec.http2.Http2Headers;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The response of a StreamLogs call: cut into records, where they lie, and tallied. Used by its connection's thread.
 */
final class GrpcFollower implements Http2Stream {

    private static final int PREFIX_BYTES = 5;

    private final Tally tally;
    private final AtomicLong together;
    private final StreamEnd end = StreamEnd.grpc();
    private final ByteBuffer partial = ByteBuffer.allocate(4 << 10);

    /**
     * A follower.
     *
     * @param together records of all followers of the connection
     */
    GrpcFollower(Tally tally, AtomicLong together) {
        this.tally = tally;
        this.together = together;
    }

    @Override
    public void data(ByteBuffer in, int from, int to, long now) {
        long before = tally.records();
        int at = partial.position() > 0 ? complete(in, from, to, now) : from;
        while (to - at >= PREFIX_BYTES) {
            int length = in.getInt(at + 1);
            int next = at + PREFIX_BYTES + length;
            if (next > to) {
                break;
            }
            tally.record(in, at + PREFIX_BYTES, length, now);
            at = next;
        }
        if (at < to) {
            partial.put(in.slice(at, to - at));
        }
        together.setRelease(together.getPlain() + tally.records() - before);
    }

    @Override
    public void headers(Http2Headers headers) {
        end.headers(headers);
    }

    @Override
    public void ended() {
        end.ended();
    }

    /** Waits for its end; throws if that was no good one. */
    void awaitEnd(Http2Connection connection) {
        end.await(connection);
    }

    /** Adds what is missing of the record that began in the frame before; returns where the next one begins. */
    private int complete(ByteBuffer in, int from, int to, long now) {
        int at = from;
        if (partial.position() < PREFIX_BYTES) {
            at = fill(in, at, to, PREFIX_BYTES);
        }
        if (partial.position() >= PREFIX_BYTES) {
            int length = partial.getInt(1);
            at = fill(in, at, to, PREFIX_BYTES + length);
            if (partial.position() == PREFIX_BYTES + length) {
                tally.record(partial, PREFIX_BYTES, length, now);
                partial.clear();
            }
        }
        return at;
    }

    private int fill(ByteBuffer in, int from, int to, int wanted) {
        int more = Math.min(to - from, wanted - partial.position());
        partial.put(in.slice(from, more));
        return from + more;
    }
}
