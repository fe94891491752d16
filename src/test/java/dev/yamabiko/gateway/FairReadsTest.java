package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class FairReadsTest {

    private final ChannelConfig config = new EmbeddedChannel().config();
    private long nanos;
    private final ExtendedHandle reads = (ExtendedHandle) new FairReads(() -> nanos).newHandle();

    @Test
    void shouldReadAsMuchAsThereIsWhereABytesCostsLittle() {
        // When: a nanosecond a byte
        turns(20, 1);

        // Then
        assertThat(reads.guess()).isEqualTo(FairReads.MOST_BYTES);
    }

    @Test
    void shouldKeepEachTurnShortWhereABytesCostsMuch() {
        // Given: one that has been read in large parts
        turns(20, 1);

        // When: what it sends costs 150 nanoseconds a byte
        turns(1, 150);

        // Then
        assertThat(turn(150)).isLessThanOrEqualTo(FairReads.TURN_NANOS);
        assertThat(reads.guess()).isBetween(800, 1_700);
    }

    @Test
    void shouldNeverReadLessThanALittle() {
        turns(3, Duration.ofMillis(1).toNanos());

        assertThat(reads.guess()).isEqualTo(FairReads.LEAST_BYTES);
    }

    @Test
    void shouldReadMoreAgainWhenBytesCostLittleAgain() {
        turns(3, 1_000);

        turns(10, 1);

        assertThat(reads.guess()).isEqualTo(FairReads.MOST_BYTES);
    }

    @Test
    void shouldLetOthersHaveTheirTurnAfterEveryRead() {
        reads.reset(config);
        reads.attemptedBytesRead(reads.guess());
        reads.lastBytesRead(reads.guess());
        reads.incMessagesRead(1);

        assertThat(reads.continueReading()).isFalse();
        assertThat(reads.continueReading(() -> true)).isFalse();
    }

    private void turns(int count, long nanosPerByte) {
        for (int i = 0; i < count; i++) {
            turn(nanosPerByte);
        }
    }

    /** As a channel does it, whose socket has more than is asked for; how long it took. */
    private long turn(long nanosPerByte) {
        reads.reset(config);
        int bytes = reads.guess();
        reads.attemptedBytesRead(bytes);
        reads.lastBytesRead(bytes);
        reads.incMessagesRead(1);
        nanos += bytes * nanosPerByte;
        reads.readComplete();
        return bytes * nanosPerByte;
    }
}
