package dev.yamabiko.service.editor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.proto.editor.v1.EditRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A node dies at the worst moments of an edit: what its client sends again is done once, and everybody hears of it. */
@Timeout(60)
class KillPointTest {

    private static final int DYING = 0;
    private static final int NODES = 3;

    private final SimulatedHub hub = new SimulatedHub(new Random(1), 1_000);
    private final EditorCopy ann = new EditorCopy(new Author("a", "ann"));
    private final EditorCopy bob = new EditorCopy(new Author("b", "bob"));
    private final List<EditRequest> requests = new ArrayList<>();

    /** When a node dies that does an edit. */
    private enum Point {
        BEFORE_COMMIT,
        BETWEEN_COMMIT_AND_NOTIFICATION,
        BETWEEN_NOTIFICATION_AND_REPLY
    }

    /** How a client sends an edit again of which it has heard nothing. */
    private enum Retry {
        /** Unless it is told that it is done. */
        IF_ASKED_FOR,
        /** Whatever it is told. */
        ALWAYS,
        /** To every node, before any of those has heard of the edit. */
        BLINDLY
    }

    static Stream<Arguments> deaths() {
        return Stream.of(Point.values())
                .flatMap(point -> Stream.of(Retry.values())
                        .flatMap(retry -> IntStream.range(0, NODES)
                                .boxed()
                                .flatMap(next ->
                                        Stream.of(false, true).map(undo -> Arguments.of(point, retry, next, undo)))));
    }

    @ParameterizedTest(name = "{0}, sent again {1} to node {2}, undo {3}")
    @MethodSource("deaths")
    void shouldDoOnceWhatIsSentAgain(Point point, Retry retry, int next, boolean undo) {
        // Given
        connect(ann, DYING, false);
        connect(bob, 1, false);
        type(undo);
        EditRequest request = requests.get(requests.size() - 1);

        // When
        if (point != Point.BEFORE_COMMIT) {
            hub.run(DYING, ann.author(), request);
        }
        if (point == Point.BETWEEN_NOTIFICATION_AND_REPLY) {
            tell(bob);
        }
        ann.lost();
        hub.restart(DYING);
        if (retry == Retry.BLINDLY) {
            IntStream.range(next, next + NODES).forEach(node -> hub.run(node % NODES, ann.author(), request));
        }
        requests.clear();
        connect(ann, next, retry == Retry.ALWAYS);
        requests.forEach(again -> hub.run(next, ann.author(), again));
        tell(ann);
        tell(bob);

        // Then
        assertThat(requests).hasSize(isSentAgain(point, retry) ? 1 : 0);
        assertThat(hub.topic()).hasSize(3);
        assertThat(hub.topic().get(2).getChange().getSequence()).isEqualTo(2);
        String text = undo ? "!" : "one two!";
        assertThat(ann.text().toString()).isEqualTo(text);
        assertThat(bob.text().toString()).isEqualTo(text);
        IntStream.range(0, NODES)
                .forEach(node -> assertThat(hub.newest(node).text().toString()).isEqualTo(text));
        assertThat(ann.quiet()).isTrue();
    }

    private static boolean isSentAgain(Point point, Retry retry) {
        return retry == Retry.ALWAYS || (retry == Retry.IF_ASKED_FOR && point == Point.BEFORE_COMMIT);
    }

    /** Two edits that are done and known, and a request that is on its way. */
    private void type(boolean undo) {
        ann.insert(0, "one");
        hub.run(DYING, ann.author(), requests.get(0));
        tell(ann);
        tell(bob);
        bob.insert(3, "!");
        hub.run(1, bob.author(), requests.get(1));
        tell(ann);
        tell(bob);
        if (undo) {
            ann.undo();
        } else {
            ann.insert(3, " two");
        }
    }

    private void connect(EditorCopy copy, int node, boolean again) {
        EditEvent opened = hub.open(node, copy.author(), copy.revision() > 0);
        copy.opened(opened.getOpened(), requests::add, again);
    }

    private void tell(EditorCopy copy) {
        while (copy.revision() < hub.topic().size()) {
            copy.receive(hub.topic().get((int) copy.revision()));
        }
    }
}
