package dev.yamabiko.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What a connection is read of in one turn of its event loop: as much as is handled in a moment, however much it sends;
 * then come the others. What a byte costs differs a thousandfold, from the inside of a large message to frames that
 * begin a call and end it, so it is measured as it goes. Netty's own takes sixteen reads in a turn, a million bytes.
 * Shared by all connections; each has a handle of its own, used on its event loop only.
 */
final class FairReads implements RecvByteBufAllocator {

    /** How long others may have to wait for one connection. */
    static final long TURN_NANOS = 250_000;

    static final int LEAST_BYTES = 512;
    static final int MOST_BYTES = 64 << 10;
    private static final int FIRST_BYTES = 2_048;

    private final LongSupplier nanos;
    private final RecvByteBufAllocator adaptive =
            new AdaptiveRecvByteBufAllocator(64, FIRST_BYTES, MOST_BYTES).maxMessagesPerRead(1);

    /** {@code nanos}: a time that only grows. */
    FairReads(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    @SuppressWarnings("deprecation") // what Netty's own channels ask for is the extended one
    public Handle newHandle() {
        return new Turn((ExtendedHandle) adaptive.newHandle());
    }

    /** Gets smaller at once, and larger step by step. */
    private final class Turn extends DelegatingHandle implements ExtendedHandle {
        private int bound = FIRST_BYTES;
        private int came;
        private long begun;

        Turn(ExtendedHandle adaptive) {
            super(adaptive);
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return allocator.ioBuffer(guess());
        }

        @Override
        public int guess() {
            return Math.min(bound, delegate().guess());
        }

        @Override
        public void lastBytesRead(int bytes) {
            super.lastBytesRead(bytes);
            came = bytes;
            begun = nanos.getAsLong();
        }

        @Override
        public void readComplete() {
            super.readComplete();
            if (came > 0) {
                long took = nanos.getAsLong() - begun;
                bound = took > TURN_NANOS
                        ? (int) Math.max(LEAST_BYTES, came * TURN_NANOS / took)
                        : took < TURN_NANOS / 2 ? Math.min(MOST_BYTES, 2 * bound) : bound;
            }
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
            return ((ExtendedHandle) delegate()).continueReading(maybeMore);
        }
    }
}
