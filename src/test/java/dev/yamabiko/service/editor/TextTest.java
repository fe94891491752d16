package dev.yamabiko.service.editor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.editor.v1.Bond;
import dev.yamabiko.service.editor.Step.Insert;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A text in chunks is the text that a simple buffer of code points would be. */
@Timeout(60)
class TextTest {

    @Test
    void shouldBeWhatASimpleBufferWouldBe() {
        Random random = new Random(23);
        RandomText texts = new RandomText(random);
        StringBuilder plain = new StringBuilder(texts.text(6_000));
        Text text = Text.of(plain.toString());

        for (int round = 0; round < 5_000; round++) {
            int at = random.nextInt(text.length() + 1);
            int gone = random.nextInt(Math.min(text.length() - at, round % 50 == 0 ? 3_000 : 5) + 1);
            String come = texts.text(round % 50 == 0 ? 3_000 : 5);
            Operation operation = new Operation.Builder()
                    .retain(at)
                    .insert(Insert.of(come, Bond.BOND_UNSPECIFIED))
                    .delete(gone, "")
                    .build();
            int from = plain.offsetByCodePoints(0, at);
            int to = plain.offsetByCodePoints(from, gone);
            String deleted = plain.substring(from, to);

            assertThat(text.witnessed(operation).inverted().steps().toString()).contains(deleted);
            text = text.after(operation);
            plain.replace(from, to, come);

            assertThat(text.toString()).isEqualTo(plain.toString());
            assertThat(text.length()).isEqualTo(plain.codePointCount(0, plain.length()));
            assertThat(text.bytes()).isEqualTo(plain.toString().getBytes(StandardCharsets.UTF_8).length);
        }
    }

    @Test
    void shouldLeaveTheTextBeforeAsItWas() {
        Text before = Text.of("😀".repeat(2_000));

        Text after = before.after(new Operation.Builder()
                .retain(1_000)
                .insert(Insert.of("x", Bond.BOND_UNSPECIFIED))
                .build());

        assertThat(before.toString()).isEqualTo("😀".repeat(2_000));
        assertThat(after.toString()).isEqualTo("😀".repeat(1_000) + "x" + "😀".repeat(1_000));
    }

    @Test
    void shouldStayFastHoweverLongItIs() {
        Text text = Text.of("0123456789".repeat(100_000));
        Operation typed = new Operation.Builder()
                .retain(500_000)
                .insert(Insert.of("x", Bond.BOND_UNSPECIFIED))
                .build();

        for (int i = 0; i < 50_000; i++) {
            text = text.after(typed);
        }

        assertThat(text.length()).isEqualTo(1_050_000);
    }
}
