package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class DeframerTest {

    private static final int MAX = 1_024;

    private final List<String> messages = new ArrayList<>();
    private final Deframer plain = deframer(false);
    private final Deframer gzip = deframer(true);

    @Test
    void shouldGiveTheSameMessagesHoweverTheirBytesAreSplit() {
        byte[] bytes =
                join(GrpcFrames.plain("one"), GrpcFrames.plain(""), GrpcFrames.gzip("three"), GrpcFrames.plain("four"));
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                messages.clear();
                Deframer deframer = deframer(true);

                accept(deframer, Arrays.copyOfRange(bytes, 0, first));
                accept(deframer, Arrays.copyOfRange(bytes, first, second));
                accept(deframer, Arrays.copyOfRange(bytes, second, bytes.length));

                assertThat(messages).containsExactly("one", "", "three", "four");
                assertThat(deframer.isPartial()).isFalse();
            }
        }
    }

    @Test
    void shouldGiveTheSameMessagesByteByByte() {
        byte[] bytes = join(GrpcFrames.plain("x".repeat(MAX)), GrpcFrames.gzip("y".repeat(MAX)), GrpcFrames.plain(""));

        for (byte b : bytes) {
            accept(gzip, b);
        }

        assertThat(messages).containsExactly("x".repeat(MAX), "y".repeat(MAX), "");
    }

    @Test
    void shouldReadOnlyThePartOfTheArrayItIsGiven() {
        byte[] frame = GrpcFrames.plain("hello");
        byte[] array = join(new byte[] {9, 9, 9}, frame, frame);

        plain.accept(array, 3, 3 + frame.length);

        assertThat(messages).containsExactly("hello");
    }

    @Test
    void shouldSayHowMuchOfAMessageThereIs() {
        assertThat(plain.isPartial()).isFalse();

        accept(plain, (byte) 0, (byte) 0);
        assertThat(plain.partialBytes()).isEqualTo(2);

        accept(plain, (byte) 0, (byte) 0, (byte) 3, (byte) 'a');
        assertThat(plain.partialBytes()).isEqualTo(6);
        assertThat(plain.isPartial()).isTrue();

        accept(plain, (byte) 'b', (byte) 'c');
        assertThat(plain.partialBytes()).isZero();
        assertThat(messages).containsExactly("abc");
    }

    @Test
    void shouldTakeTheLargestMessageAndRefuseALargerOneByItsHeader() {
        accept(plain, GrpcFrames.plain("x".repeat(MAX)));

        assertThat(messages).hasSize(1);
        assertThat(refusal(plain, new byte[] {0, 0, 0, 4, 1}))
                .isEqualTo("MESSAGE_TOO_LARGE message: 1025 bytes (expected: at most 1024)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x7FFFFFFF, 0x80000000, 0xFFFFFFFF})
    void shouldRefuseLengthsBeyondAllMeasure(int length) {
        byte[] header = {0, (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length};

        assertThat(refusal(plain, header)).startsWith("MESSAGE_TOO_LARGE message: " + Integer.toUnsignedString(length));
    }

    @Test
    void shouldRefuseAGzipBombWithoutUnpackingIt() {
        // Given: 100 MB of zeros in about 100 KB
        Deframer large = new Deframer(1 << 20, true, this::collect);
        byte[] bomb = GrpcFrames.gzip("\0".repeat(100 << 20));
        assertThat(bomb.length).isLessThan(1 << 20);

        assertThat(refusal(large, bomb))
                .isEqualTo("MESSAGE_TOO_LARGE message: more, decompressed bytes (expected: at most 1048576)");
    }

    @Test
    void shouldTakeCompressedMessagesUpToTheLimit() {
        accept(gzip, GrpcFrames.gzip("x".repeat(MAX)));

        assertThat(messages).containsExactly("x".repeat(MAX));
        assertThat(refusal(gzip, GrpcFrames.gzip("x".repeat(MAX + 1)))).startsWith("MESSAGE_TOO_LARGE");
    }

    @Test
    void shouldRefuseWhatIsNoGzip() {
        byte[] cut = GrpcFrames.gzip("hello");
        cut[4] = (byte) (cut[4] - 4);
        byte[] flipped = GrpcFrames.gzip("hello");
        flipped[flipped.length - 6] ^= 1;

        assertThat(refusal(deframer(true), GrpcFrames.flagged(1, "no gzip"))).startsWith("ENCODING_BROKEN");
        assertThat(refusal(deframer(true), GrpcFrames.flagged(1, ""))).startsWith("ENCODING_BROKEN");
        assertThat(refusal(deframer(true), Arrays.copyOf(cut, cut.length - 4))).startsWith("ENCODING_BROKEN");
        assertThat(refusal(deframer(true), flipped)).startsWith("ENCODING_BROKEN");
    }

    @Test
    void shouldRefuseACompressedMessageOfAClientThatNamedNoEncoding() {
        assertThat(refusal(plain, new byte[] {1, 0, 0, 0, 9})).startsWith("ENCODING_MISSING");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 127, 128, 255})
    void shouldRefuseAFlagThatIsNeitherZeroNorOneByTheHeader(int flag) {
        assertThat(refusal(gzip, new byte[] {(byte) flag, 0, 0, 0, 9}))
                .isEqualTo("ENCODING_BROKEN compressed flag: " + flag + " (expected: 0 or 1)");
    }

    @Test
    void shouldGiveWhatComesBeforeABadMessage() {
        assertThat(refusal(plain, join(GrpcFrames.plain("good"), new byte[] {7, 0, 0, 0, 0})))
                .isNotNull();

        assertThat(messages).containsExactly("good");
    }

    private Deframer deframer(boolean withGzip) {
        return new Deframer(MAX, withGzip, this::collect);
    }

    private void collect(byte[] bytes, int from, int to) {
        messages.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }

    private static void accept(Deframer deframer, byte... bytes) {
        deframer.accept(bytes, 0, bytes.length);
    }

    private static String refusal(Deframer deframer, byte[] bytes) {
        WireError error = catchThrowableOfType(WireError.class, () -> accept(deframer, bytes));
        return error.reason() + " " + error.getMessage();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
