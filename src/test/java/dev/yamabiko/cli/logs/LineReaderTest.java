package dev.yamabiko.cli.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {

    @Test
    void shouldKeepAllOfALineButItsLineFeed() throws IOException {
        assertThat(lines("a\r\n\n\tb  \n\r\rc\u0000\n", 100)).containsExactly("a\r", "", "\tb  ", "\r\rc\u0000");
    }

    @Test
    void shouldTakeALastLineWithoutALineFeed() throws IOException {
        assertThat(lines("a\nb", 100)).containsExactly("a", "b");
        assertThat(lines("a\n", 100)).containsExactly("a");
        assertThat(lines("\n", 100)).containsExactly("");
        assertThat(lines("", 100)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4_096, 262_143, 262_144, 262_145})
    void shouldNotCareInWhichPiecesTheBytesCome(int piece) throws IOException {
        StringBuilder text = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            expected.add("line " + i + " " + "x".repeat(i % 400));
            text.append(expected.get(i)).append('\n');
        }

        assertThat(lines(new Pieces(text.toString(), piece), 1_000)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1_000, 262_144, 600_000, 3_000_000})
    void shouldDropALineThatIsTooLongAndSayHowLongItWas(int length) throws IOException {
        LineReader reader = new LineReader(new Pieces("a\n" + "x".repeat(length) + "\nb\n", 100_000), 9);

        assertThat(reader.next()).isTrue();
        assertThat(reader.tooLong()).isZero();
        assertThat(reader.next()).isTrue();
        assertThat(reader.tooLong()).isEqualTo(length);
        assertThat(reader.next()).isTrue();
        assertThat(reader.tooLong()).isZero();
        assertThat(text(reader)).isEqualTo("b");
        assertThat(reader.number()).isEqualTo(3);
        assertThat(reader.next()).isFalse();
        assertThat(reader.readBytes()).isEqualTo(length + 5L);
    }

    @Test
    void shouldDropALastLineThatIsTooLong() throws IOException {
        LineReader reader = new LineReader(new Pieces("x".repeat(700_000), 65_536), 9);

        assertThat(reader.next()).isTrue();
        assertThat(reader.tooLong()).isEqualTo(700_000);
        assertThat(reader.next()).isFalse();
    }

    @Test
    void shouldKnowWhenTheNextLineIsNotThereYet() throws IOException {
        LineReader reader = new LineReader(new Pieces("a\nb\nc", 4), 100);

        assertThat(reader.next()).isTrue();
        assertThat(reader.wouldWait()).as("b has been read with a").isFalse();
        assertThat(reader.next()).isTrue();
        assertThat(reader.wouldWait()).as("c has not").isTrue();
    }

    private static List<String> lines(String text, int maxBytes) throws IOException {
        return lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), maxBytes);
    }

    private static List<String> lines(InputStream in, int maxBytes) throws IOException {
        LineReader reader = new LineReader(in, maxBytes);
        List<String> lines = new ArrayList<>();
        while (reader.next()) {
            lines.add(text(reader));
            assertThat(reader.number()).isEqualTo(lines.size());
        }
        return lines;
    }

    private static String text(LineReader reader) {
        return new String(reader.bytes(), reader.from(), reader.to() - reader.from(), StandardCharsets.UTF_8);
    }

    /** Bytes that come in pieces, as through a pipe. */
    private static final class Pieces extends ByteArrayInputStream {
        private final int piece;

        Pieces(String text, int piece) {
            super(text.getBytes(StandardCharsets.UTF_8));
            this.piece = piece;
        }

        @Override
        public synchronized int read(byte[] bytes, int offset, int length) {
            return super.read(bytes, offset, Math.min(length, piece));
        }

        @Override
        public synchronized int available() {
            return 0;
        }
    }
}
