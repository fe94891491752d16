package dev.yamabiko.service.editor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.editor.v1.EditEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left of edits, without those that were undone, comes to the same text. */
@Timeout(60)
class CancellationTest {

    private static final int ROUNDS = 2_000;
    private static final List<Author> AUTHORS =
            List.of(new Author("a", "ann"), new Author("b", "bob"), new Author("b2", "bob"), new Author("c", "cid"));

    private final Random random = new Random(5);
    private final RandomText texts = new RandomText(random);

    @Test
    void shouldComeToTheSameText() {
        int cancelled = 0;
        int undos = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Document document = new Document(new DocumentRules(1 << 20, 100));
            List<Revision> edits = new ArrayList<>();
            List<Text> texts = new ArrayList<>(List.of(Text.EMPTY));
            for (int i = 0; i < 12; i++) {
                int before = document.text().length();
                List<EditEvent> kept = next(document, texts, i + 1);
                kept.forEach(event -> document.replay(document.last() + 1, event));
                if (!kept.isEmpty()) {
                    edits.add(Revision.of(document.last(), kept.get(0).getChange(), before));
                    texts.add(document.text());
                }
            }
            int from = random.nextInt(edits.size() + 1);
            List<Revision> since = edits.subList(from, edits.size());

            List<Revision> left = Cancellation.of(since);

            Text text = texts.get(from);
            for (Revision revision : left) {
                text = text.after(revision.operation());
            }
            assertThat(text.toString()).isEqualTo(document.text().toString());
            cancelled += since.size() - left.size();
            undos += (int) since.stream()
                    .filter(edit -> edit.undoes() > since.get(0).number())
                    .count();
        }
        assertThat(cancelled)
                .as("edits and undos that are left out, of %d undos", undos)
                .isGreaterThan(undos);
    }

    private List<EditEvent> next(Document document, List<Text> texts, long sequence) {
        Author author = AUTHORS.get(random.nextInt(AUTHORS.size()));
        int revision = random.nextInt(texts.size());
        try {
            return random.nextInt(3) == 0
                    ? document.undo(author, sequence, 0)
                    : document.edit(
                            author,
                            sequence,
                            revision,
                            this.texts.operation(texts.get(revision).length()),
                            0);
        } catch (Refusal nothing) {
            return List.of();
        }
    }
}
