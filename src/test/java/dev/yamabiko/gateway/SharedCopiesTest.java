package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.stream.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One copy outside the heap for all streams that write the same records. */
class SharedCopiesTest {

    private final SharedCopies copies = new SharedCopies(new UnpooledByteBufAllocator(true));

    @Test
    void shouldCopyTheSameRecordsOnce() {
        Frames frames = frames(1_000, 7);

        ByteBuf one = copies.of(frames).bytes();
        ByteBuf two = copies.of(frames).bytes();

        assertThat(one.isDirect()).isTrue();
        assertThat(one.memoryAddress()).isEqualTo(two.memoryAddress());
        assertThat(one.readableBytes()).isEqualTo(1_000);
        assertThat(one.getByte(999)).isEqualTo((byte) 7);
        assertThat(copies.bytes()).isEqualTo(1_000);
    }

    @Test
    void shouldCopyThePartThatTheFramesAreOf() {
        byte[] array = {1, 2, 3, 4, 5};

        ByteBuf copy = copies.of(Frames.of(array, 1, 4)).bytes();

        assertThat(copy.readableBytes()).isEqualTo(3);
        assertThat(copy.getByte(0)).isEqualTo((byte) 2);
    }

    @Test
    void shouldFreeACopyOnceItIsNeitherKeptNorWritten() {
        SharedCopies.Copy writing = copies.of(frames(SharedCopies.KEPT_BYTES, 1));
        ByteBuf bytes = writing.bytes();

        SharedCopies.Copy newer = copies.of(frames(SharedCopies.KEPT_BYTES, 2));
        assertThat(bytes.refCnt()).as("still being written").isEqualTo(1);
        writing.release();

        assertThat(bytes.refCnt()).isZero();
        assertThat(copies.bytes()).isEqualTo(SharedCopies.KEPT_BYTES);
        newer.release();
        assertThat(copies.bytes()).as("when nothing is written").isZero();
    }

    @Test
    void shouldWriteFromTheHeapWhenStalledStreamsHoldTooMuch() {
        List<SharedCopies.Copy> stalled = new ArrayList<>();
        for (int i = 0; i < SharedCopies.MAX_BYTES >> 20; i++) {
            stalled.add(copies.of(frames(1 << 20, i)));
        }

        SharedCopies.Copy one = copies.of(frames(1 << 20, 42));
        assertThat(one.bytes().isDirect()).isFalse();
        assertThat(one.bytes().getByte(0)).isEqualTo((byte) 42);
        one.release();

        assertThat(copies.bytes()).isEqualTo(SharedCopies.MAX_BYTES);
        stalled.forEach(SharedCopies.Copy::release);
        assertThat(copies.bytes()).isZero();
    }

    private static Frames frames(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return Frames.of(bytes, 0, length);
    }
}
