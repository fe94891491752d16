package dev.yamabiko.service.editor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.yamabiko.proto.editor.v1.EditEvent;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever happens on the way, all have the same text in the end, and it is what they have meant. */
@Timeout(300)
class EditingSessionTest {

    private static final int SESSIONS = 1_000;

    @Test
    void shouldAgreeHoweverRequestsAndEventsTravel() {
        int conflicts = 0;
        int tooOld = 0;
        long edits = 0;
        for (int seed = 0; seed < SESSIONS; seed++) {
            Random random = new Random(seed);
            EditingSession.Kind kind = new EditingSession.Kind(
                    2 + random.nextInt(7),
                    20 + random.nextInt(80),
                    seed % 3 > 0,
                    seed % 3 > 1,
                    seed % 5 > 0 ? 1_000 : 3);
            EditingSession session = new EditingSession(random, kind);

            assertThatCode(() -> check(session, kind))
                    .as("seed %d, %s", seed, kind)
                    .doesNotThrowAnyException();

            conflicts += session.hub().conflicts();
            tooOld += session.hub().tooOld();
            edits += session.hub().topic().size();
        }
        assertThat(conflicts).as("decisions made again").isGreaterThan(SESSIONS);
        assertThat(tooOld).as("edits made again on a newer revision").isGreaterThan(SESSIONS / 10);
        assertThat(edits).as("edits kept").isGreaterThan(10L * SESSIONS);
    }

    private static void check(EditingSession session, EditingSession.Kind kind) {
        session.run();

        List<EditEvent> topic = session.hub().topic();
        String text = session.hub().newest(0).text().toString();
        for (EditorCopy copy : session.copies()) {
            assertThat(copy.text().toString()).as(copy.author().client()).isEqualTo(text);
        }
        for (int node = 0; node < 3; node++) {
            session.hub().restart(node);
            assertThat(session.hub().newest(node).text().toString()).isEqualTo(text);
            assertThat(session.hub().newest(node).snapshot())
                    .isEqualTo(session.hub().newest(0).snapshot());
        }
        session.chronicle().check(text, topic, kind.undos());
    }
}
