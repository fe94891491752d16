package dev.yamabiko.service.editor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.editor.v1.Bond;
import dev.yamabiko.service.editor.Step.Delete;
import dev.yamabiko.service.editor.Step.Insert;
import dev.yamabiko.service.editor.Step.Retain;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The laws of operations. */
@Timeout(60)
class OperationTest {

    private static final int ROUNDS = 20_000;

    private final RandomText random = new RandomText(new Random(17));

    @Test
    void shouldComeToTheSameInEitherOrder() {
        for (int round = 0; round < ROUNDS; round++) {
            Text text = Text.of(random.text(40));
            Operation one = random.operation(text.length());
            Operation other = random.operation(text.length());
            boolean first = round % 2 == 0;

            Text oneFirst = text.after(one).after(other.past(one, !first));
            Text otherFirst = text.after(other).after(one.past(other, first));

            assertThat(oneFirst.toString()).as("%s %s on %s", one, other, text).isEqualTo(otherFirst.toString());
        }
    }

    @Test
    void shouldComposeToWhatBothDo() {
        for (int round = 0; round < ROUNDS; round++) {
            Text text = Text.of(random.text(40));
            Operation one = random.operation(text.length());
            Operation two = random.operation(text.after(one).length());
            Operation three = random.operation(text.after(one).after(two).length());

            Operation left = Composition.of(Composition.of(one, two), three);
            Operation right = Composition.of(one, Composition.of(two, three));

            String after = text.after(one).after(two).after(three).toString();
            assertThat(text.after(left).toString()).isEqualTo(after);
            assertThat(text.after(right).toString()).isEqualTo(after);
        }
    }

    @Test
    void shouldUndoWhatItDid() {
        for (int round = 0; round < ROUNDS; round++) {
            Text text = Text.of(random.text(40));
            Operation operation = text.witnessed(random.operation(text.length()));

            Text undone = text.after(operation).after(operation.inverted());

            assertThat(undone.toString()).isEqualTo(text.toString());
            assertThat(text.after(operation).bytes()).isEqualTo((int) (text.bytes() + operation.growth()));
        }
    }

    @Test
    void shouldBeTheSameInWhateverWordsItIsSaid() {
        Operation one = new Operation.Builder()
                .retain(1)
                .retain(2)
                .delete(1, "")
                .insert(Insert.of("a", Bond.BOND_UNSPECIFIED))
                .delete(1, "")
                .insert(Insert.of("b", Bond.BOND_UNSPECIFIED))
                .insert(Insert.of("", Bond.BOND_UNSPECIFIED))
                .retain(0)
                .retain(9)
                .build();

        assertThat(one.steps())
                .isEqualTo(List.of(new Retain(3), Insert.of("ab", Bond.BOND_UNSPECIFIED), new Delete(2, "")));
        assertThat(new Operation.Builder().retain(5).build()).isEqualTo(Operation.NOTHING);
    }

    @Test
    void shouldPutTextBesideWhatItIsBoundTo() {
        Operation bound = insert("b", Bond.BOND_BEFORE);
        Operation front = insert("f", Bond.BOND_AFTER);
        Operation free = insert("x", Bond.BOND_UNSPECIFIED);

        for (boolean first : new boolean[] {true, false}) {
            assertThat(both(bound, free, first)).isEqualTo("bx");
            assertThat(both(free, bound, first)).isEqualTo("bx");
            assertThat(both(front, free, first)).isEqualTo("xf");
            assertThat(both(front, bound, first)).isEqualTo("bf");
            assertThat(both(free, insert("y", Bond.BOND_UNSPECIFIED), first)).isEqualTo(first ? "xy" : "yx");
        }
    }

    @Test
    void shouldKeepWhatOthersPutIntoWhatItDeletes() {
        Text text = Text.of("abcd");
        Operation delete = new Operation.Builder().retain(1).delete(2, "").build();
        Operation insert = new Operation.Builder()
                .retain(2)
                .insert(Insert.of("x", Bond.BOND_UNSPECIFIED))
                .build();

        assertThat(text.after(insert).after(delete.past(insert, true)).toString())
                .isEqualTo("axd");
        assertThat(text.after(delete).after(insert.past(delete, true)).toString())
                .isEqualTo("axd");
    }

    private static Operation insert(String text, Bond bond) {
        return new Operation.Builder().insert(Insert.of(text, bond)).build();
    }

    private static String both(Operation one, Operation other, boolean first) {
        return Text.EMPTY.after(other).after(one.past(other, first)).toString();
    }
}
