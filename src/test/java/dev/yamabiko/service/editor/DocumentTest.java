package dev.yamabiko.service.editor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.proto.editor.v1.Bond;
import dev.yamabiko.proto.editor.v1.Change;
import dev.yamabiko.proto.editor.v1.Component;
import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.proto.editor.v1.Remedy;
import dev.yamabiko.service.editor.Refusal.Reason;
import dev.yamabiko.service.editor.Step.Insert;
import dev.yamabiko.stream.StreamError;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a document makes of edits, and what it refuses. */
@Timeout(20)
class DocumentTest {

    private static final Author ANN = new Author("a", "ann");
    private static final Author BOB = new Author("b", "bob");
    private static final DocumentRules RULES = new DocumentRules(20, 5);

    private final Document document = new Document(RULES);
    private final List<EditEvent> topic = new ArrayList<>();

    @Test
    void shouldTransformAnEditPastWhatCameSince() {
        keep(document.edit(ANN, 1, 0, insert(0, "abc"), 7));
        keep(document.edit(ANN, 2, 1, insert(1, "x"), 8));

        keep(document.edit(BOB, 1, 1, delete(1, 2), 9));

        assertThat(document.text().toString()).isEqualTo("ax");
        assertThat(topic.get(2).getChange())
                .isEqualTo(Change.newBuilder()
                        .setClientId("b")
                        .setUserId("bob")
                        .setSequence(1)
                        .setTimestamp(9)
                        .addOperation(Component.newBuilder().setRetain(2))
                        .addOperation(Component.newBuilder().setDelete(2).setDeleted("bc"))
                        .build());
    }

    @Test
    void shouldOrderWhatIsPutAtTheSamePlaceByClient() {
        keep(document.edit(BOB, 1, 0, insert(0, "bob"), 0));
        keep(document.edit(ANN, 1, 0, insert(0, "ann"), 0));

        assertThat(document.text().toString()).isEqualTo("annbob");
    }

    @Test
    void shouldDoAnEditOnceHoweverOftenItIsSent() {
        keep(document.edit(ANN, 5, 0, insert(0, "a"), 0));

        assertThat(document.edit(ANN, 5, 0, insert(0, "a"), 0)).isEmpty();
        assertThat(document.edit(ANN, 5, 1, insert(1, "other"), 0)).isEmpty();
        assertThat(document.undo(ANN, 5, 0)).isEmpty();
        assertThat(document.revisionOf(ANN)).isEqualTo(1);
        assertThat(document.lastSequence("a")).isEqualTo(5);
        assertRefused(Reason.SEQUENCE_USED, () -> document.edit(ANN, 4, 0, insert(0, "a"), 0));
    }

    @Test
    void shouldKeepAnEditOfWhichNothingIsLeft() {
        keep(document.edit(ANN, 1, 0, insert(0, "abc"), 0));
        keep(document.edit(ANN, 2, 1, delete(0, 3), 0));

        keep(document.edit(BOB, 1, 1, delete(1, 1), 0));

        assertThat(topic.get(2).getChange().getOperationList()).isEmpty();
        assertThat(document.last()).isEqualTo(3);
        assertThat(document.lastSequence("b")).isEqualTo(1);
    }

    @Test
    void shouldRefuseWhatCannotBeAndStayAsItIs() {
        keep(document.edit(ANN, 1, 0, insert(0, "a😀c"), 0));

        assertRefused(Reason.REVISION_UNKNOWN, () -> document.edit(BOB, 1, 2, insert(0, "x"), 0));
        assertRefused(Reason.BEYOND_END, () -> document.edit(BOB, 1, 1, insert(4, "x"), 0));
        assertRefused(Reason.BEYOND_END, () -> document.edit(BOB, 1, 1, delete(2, 2), 0));
        assertRefused(Reason.BEYOND_END, () -> document.edit(BOB, 1, 0, delete(0, 1), 0));
        assertRefused(Reason.TEXT_TOO_LARGE, () -> document.edit(BOB, 1, 1, insert(0, "x".repeat(15)), 0));
        assertRefused(Reason.NOTHING_TO_UNDO, () -> document.undo(BOB, 1, 0));

        assertThat(document.text().toString()).isEqualTo("a😀c");
        assertThat(document.last()).isEqualTo(1);
        assertThat(document.edit(BOB, 1, 1, insert(3, "x".repeat(14)), 0)).hasSize(1);
    }

    @Test
    void shouldRefuseWhatWasMadeOnARevisionTooFarBack() {
        for (int sequence = 1; sequence <= 7; sequence++) {
            keep(document.edit(ANN, sequence, sequence - 1, insert(0, "x"), 0));
        }

        assertThat(document.edit(BOB, 1, 2, insert(2, "y"), 0)).hasSize(1);
        assertRefused(Reason.REVISION_TOO_OLD, () -> document.edit(BOB, 1, 1, insert(0, "y"), 0));
        assertThat(new Refusal(Reason.REVISION_TOO_OLD, 0, "").remedy()).isEqualTo(Remedy.REMEDY_CATCH_UP);
    }

    @Test
    void shouldUndoTheEditsOfAnAuthorOneByOneAndKeepWhatOthersDid() {
        keep(document.edit(ANN, 1, 0, insert(0, "one "), 0));
        keep(document.edit(ANN, 2, 1, insert(4, "two"), 0));
        keep(document.edit(BOB, 1, 2, insert(5, "-"), 0));

        keep(document.undo(new Author("a2", "ann"), 1, 0));
        assertThat(document.text().toString()).isEqualTo("one -");
        assertThat(topic.get(3).getChange().getUndoes()).isEqualTo(2);

        keep(document.undo(ANN, 3, 0));
        assertThat(document.text().toString()).isEqualTo("-");
        assertRefused(Reason.NOTHING_TO_UNDO, () -> document.undo(ANN, 4, 0));
    }

    @Test
    void shouldBringBackWhatWasDeleted() {
        keep(document.edit(ANN, 1, 0, insert(0, "a😀c"), 0));
        keep(document.edit(BOB, 1, 1, delete(1, 1), 0));
        keep(document.edit(ANN, 2, 2, insert(0, "x"), 0));

        keep(document.undo(BOB, 2, 0));

        assertThat(document.text().toString()).isEqualTo("xa😀c");
    }

    @Test
    void shouldUndoWhatAnUndoHasBroughtBack() {
        keep(document.edit(ANN, 1, 0, insert(0, "one two"), 0));
        keep(document.edit(ANN, 2, 1, delete(3, 4), 0));
        keep(document.edit(BOB, 1, 2, insert(3, "!"), 0));
        keep(document.undo(ANN, 3, 0));
        assertThat(document.text().toString()).isEqualTo("one two!");

        keep(document.undo(ANN, 4, 0));

        assertThat(document.text().toString()).isEqualTo("!");
    }

    @Test
    void shouldBeTheSameFromASnapshot() {
        for (int sequence = 1; sequence <= 6; sequence++) {
            keep(document.edit(sequence % 2 == 0 ? ANN : BOB, sequence, sequence - 1, insert(0, "x" + sequence), 0));
        }

        Document again = Document.of(document.snapshot(), topic.subList(1, 6), RULES);

        assertThat(again.snapshot()).isEqualTo(document.snapshot());
        assertThat(again.last()).isEqualTo(6);
        assertThat(again.weight()).isEqualTo(document.weight());
        Author other = new Author("c", "cid");
        assertThat(again.edit(other, 1, 2, insert(4, "y"), 0)).isEqualTo(document.edit(other, 1, 2, insert(4, "y"), 0));
        assertThat(again.undo(ANN, 9, 0)).isEqualTo(document.undo(ANN, 9, 0));
    }

    @Test
    void shouldGoItsOwnWayAsACopy() {
        keep(document.edit(ANN, 1, 0, insert(0, "a"), 0));
        Document copy = document.copy();

        copy.replay(2, copy.edit(BOB, 1, 1, insert(0, "b"), 0).get(0));

        assertThat(copy.text().toString()).isEqualTo("ba");
        assertThat(document.text().toString()).isEqualTo("a");
        assertThat(document.lastSequence("b")).isZero();
        assertThat(document.edit(ANN, 2, 1, insert(0, "x"), 0)).hasSize(1);
    }

    @Test
    void shouldSaySoWhenEditsAreMissing() {
        keep(document.edit(ANN, 1, 0, insert(0, "a"), 0));
        document.trim(2);
        assertThat(document.text().toString()).isEqualTo("a");

        document.trim(5);

        assertThat(document.last()).isEqualTo(4);
        assertThatThrownBy(() -> document.edit(ANN, 2, 4, insert(0, "x"), 0))
                .isInstanceOf(StreamError.JournalDamaged.class);
        assertThatThrownBy(document::text).isInstanceOf(StreamError.JournalDamaged.class);
        assertThatThrownBy(document::snapshot).isInstanceOf(StreamError.JournalDamaged.class);
    }

    @Test
    void shouldForgetClientsThatEditedLongestAgo() {
        Document crowd = new Document(new DocumentRules(1 << 20, 4));
        for (int i = 0; i <= Clients.MOST; i++) {
            Author author = new Author("client-" + i, "user");
            crowd.replay(i + 1, crowd.edit(author, 1, i, insert(0, "x"), 0).get(0));
        }

        assertThat(crowd.lastSequence("client-0")).isZero();
        assertThat(crowd.lastSequence("client-1")).isEqualTo(1);
        assertThat(crowd.snapshot().getClientsCount()).isEqualTo(Clients.MOST);
    }

    private void keep(List<EditEvent> events) {
        assertThat(events).hasSize(1);
        topic.addAll(events);
        document.replay(document.last() + 1, events.get(0));
    }

    private static void assertRefused(Reason reason, ThrowingCallable edit) {
        assertThatThrownBy(edit)
                .asInstanceOf(InstanceOfAssertFactories.type(Refusal.class))
                .extracting(Refusal::reason)
                .isEqualTo(reason);
    }

    private static Operation insert(int position, String text) {
        return new Operation.Builder()
                .retain(position)
                .insert(Insert.of(text, Bond.BOND_UNSPECIFIED))
                .build();
    }

    private static Operation delete(int position, int length) {
        return new Operation.Builder().retain(position).delete(length, "").build();
    }
}
