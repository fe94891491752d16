package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.Bond;
import dev.yamabiko.service.editor.Step.Insert;
import java.util.random.RandomGenerator;

/** Texts and operations by chance: of one to four bytes a code point. Used by one thread. */
record RandomText(RandomGenerator random) {

    private static final int[] KINDS = {'a', 0xE4, 0x4E2D, 0x1F600};

    String text(int most) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(most + 1); left > 0; left--) {
            text.appendCodePoint(KINDS[random.nextInt(KINDS.length)] + random.nextInt(20));
        }
        return text.toString();
    }

    /** One that suits a text of such a length. */
    Operation operation(int length) {
        Operation.Builder operation = new Operation.Builder();
        int left = length;
        for (int steps = random.nextInt(6); steps > 0; steps--) {
            int span = random.nextInt(Math.min(left, 10) + 1);
            switch (random.nextInt(3)) {
                case 0 -> operation.insert(Insert.of(text(4), Bond.forNumber(random.nextInt(3))));
                case 1 -> {
                    operation.retain(span);
                    left -= span;
                }
                default -> {
                    operation.delete(span, "");
                    left -= span;
                }
            }
        }
        return operation.build();
    }
}
