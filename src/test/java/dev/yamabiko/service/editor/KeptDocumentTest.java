package dev.yamabiko.service.editor;

import static dev.yamabiko.support.Answer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.proto.editor.v1.Bond;
import dev.yamabiko.proto.editor.v1.Edit;
import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.proto.editor.v1.EditRequest;
import dev.yamabiko.proto.editor.v1.GetRevisionRequest;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.Caller;
import dev.yamabiko.service.Failures;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.editor.EditCommand.Done;
import dev.yamabiko.service.editor.EditorShare.View;
import dev.yamabiko.service.editor.Step.Insert;
import dev.yamabiko.service.fold.FoldBounds;
import dev.yamabiko.service.fold.Footing;
import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Lane;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.StreamLimits;
import dev.yamabiko.stream.latest.Boards;
import dev.yamabiko.stream.latest.LatestLane;
import dev.yamabiko.support.FakeSink;
import dev.yamabiko.support.HeldJournal;
import dev.yamabiko.support.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Documents of two nodes that share a journal. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class KeptDocumentTest {

    private static final int REVISIONS = 100_000;
    private static final int SNAPSHOT_EVERY = 500;
    private static final int HISTORY = 200;
    private static final Author ANN = new Author("a", "ann");

    private final ManualClock clock = new ManualClock(1_000);
    private final Gauges gauges = new Gauges();
    private Vertx vertx;
    private LocalRelay relay;
    private HeldJournal journal;

    @BeforeEach
    void open(Vertx vertx) {
        this.vertx = vertx;
        relay = new LocalRelay(vertx);
        journal = new HeldJournal(new MemoryJournal(vertx, new JournalBounds(0, 0, 10_000), clock, new Random(1)));
    }

    @Test
    void shouldReadASnapshotAndATailOfALongDocument() {
        String text = write(REVISIONS + 123);
        long before = journal.recordsRead();

        View view = await(node().look("long", ANN));

        assertThat(view.text().toString()).isEqualTo(text);
        assertThat(view.revision()).isEqualTo(REVISIONS + 123);
        assertThat(view.lastSequence()).isEqualTo(REVISIONS + 123);
        assertThat(journal.recordsRead() - before).isLessThanOrEqualTo(HISTORY + SNAPSHOT_EVERY + 1);
        long beforeOld = journal.recordsRead();
        assertThat(revision(51_234)).hasSize(51_233 % 100 + 1);
        assertThat(journal.recordsRead() - beforeOld).isLessThanOrEqualTo(SNAPSHOT_EVERY + 1);
    }

    @Test
    void shouldGoOnWithASnapshotAsIfItHadReadAll() {
        write(1_010);

        Done late = await(node().run("long", insert(new Author("b", "bob"), 1, 1_010 - HISTORY, "late")));

        assertThat(late).isEqualTo(new Done(1_011, false));
        assertThat(await(node().run("long", insert(ANN, 1_010, 5, "again")))).isEqualTo(new Done(1_010, true));
    }

    @Test
    void shouldKeepEachEditOnceThoughTheJournalDoesItTwice() {
        EditorShare node = node();

        for (int i = 1; i <= 20; i++) {
            journal.repeatNext();
            assertThat(await(node.run("twice", insert(ANN, i, i - 1, "x"))).revision())
                    .isEqualTo(i);
        }

        assertThat(await(node().look("twice", ANN)).text().toString()).isEqualTo("x".repeat(20));
    }

    @Test
    void shouldDoAnEditOnceThoughNobodyHearsThatItIsKept() {
        List<EditorShare> nodes = List.of(node(), node());
        EditCommand lost = insert(ANN, 2, 1, "b");
        await(nodes.get(0).run("lost", insert(ANN, 1, 0, "a")));
        await(nodes.get(1).look("lost", ANN));

        journal.loseNextAnswer(new StreamError.OutcomeUnknown("unknown", new IOException()));
        assertThatThrownBy(() -> await(nodes.get(0).run("lost", lost))).isInstanceOf(StreamError.OutcomeUnknown.class);

        for (EditorShare node : List.of(nodes.get(1), nodes.get(0), node())) {
            assertThat(await(node.run("lost", lost))).isEqualTo(new Done(2, true));
            assertThat(await(node.look("lost", ANN)).text().toString()).isEqualTo("ba");
        }
    }

    @Test
    void shouldKeepWhatBothNodesDoAtOnce() {
        List<EditorShare> nodes = List.of(node(), node());
        List<Future<Done>> done = new ArrayList<>();

        for (int i = 0; i < 400; i++) {
            Author author = new Author("c" + i % 40, "user");
            done.add(nodes.get(i % 2).run("both", insert(author, i / 40 + 1, 0, "" + (char) ('a' + i % 26))));
        }
        await(Future.join(done).otherwiseEmpty());

        long kept = done.stream().filter(Future::succeeded).count();
        assertThat(done.stream().filter(Future::failed).map(Future::cause))
                .allSatisfy(error -> assertThat(((Refusal) error).reason())
                        .isIn(Refusal.Reason.REVISION_TOO_OLD, Refusal.Reason.SEQUENCE_USED));
        assertThat(done.stream()
                        .filter(Future::succeeded)
                        .map(each -> each.result().revision()))
                .doesNotHaveDuplicates();
        for (EditorShare node : nodes) {
            assertThat(await(node.look("both", ANN)).revision()).isEqualTo(kept);
            assertThat(await(node.look("both", ANN)).text().length()).isEqualTo((int) kept);
        }
    }

    @Test
    void shouldShowAndGiveADocumentToWhoeverMayReadAndWriteIt() {
        List<String> asked = new ArrayList<>();
        EditorService service = service(node((caller, action, what) -> {
            asked.add(caller.name() + ": " + action + " " + what);
            return action == Permissions.Action.READ && !what.equals("documents/secret");
        }));
        byte[] open = EditRequest.newBuilder()
                .setOpen(EditStream.open("tea", "client"))
                .build()
                .toByteArray();
        GetRevisionRequest secret =
                GetRevisionRequest.newBuilder().setDocumentId("secret").build();

        assertThatThrownBy(() -> service.edit(new Somebody(), FakeSink.open()).message(open, 0, open.length))
                .isInstanceOf(ServiceError.Denied.class);
        assertThatThrownBy(() -> service.getRevision(secret, new Somebody())).isInstanceOf(ServiceError.Denied.class);

        assertThat(asked)
                .containsExactly(
                        "tester: READ documents/tea", "tester: WRITE documents/tea", "tester: READ documents/secret");
        assertThat(gauges.of("documents_editors").sum()).isZero();
    }

    /** A document of which every hundredth edit empties the text; with snapshots as nodes keep them. */
    private String write(int revisions) {
        Appender appender = new Appender(vertx, journal, relay, StreamLimits.DEFAULT, gauges);
        Archive archive = Archive.on(new Footing(vertx, journal, appender, relay, clock));
        Document document = new Document(new DocumentRules(1 << 20, HISTORY));
        Batch batch = new Batch(DocumentTopics.edits("long"));
        for (int i = 0; i < revisions; i++) {
            Operation operation = new Operation.Builder()
                    .delete(i % 100 == 0 ? document.text().length() : 0, "")
                    .insert(Insert.of("" + (char) ('a' + i % 26), Bond.BOND_UNSPECIFIED))
                    .build();
            EditEvent event = document.edit(ANN, i + 1, i, operation, 7).get(0);
            document.replay(i + 1, event);
            byte[] bytes = event.toByteArray();
            batch.add(7, bytes, 0, bytes.length, new byte[0], 0);
            if (document.last() % SNAPSHOT_EVERY == 0) {
                await(appender.append(batch));
                batch = new Batch(DocumentTopics.edits("long"));
                archive.snapshots().keep("long", document.snapshot());
            }
        }
        if (batch.count() > 0) {
            await(appender.append(batch));
        }
        return document.text().toString();
    }

    private String revision(long revision) {
        GetRevisionRequest request = GetRevisionRequest.newBuilder()
                .setDocumentId("long")
                .setRevision(revision)
                .build();
        return await(service(node()).getRevision(request, new Somebody())).getText();
    }

    private EditorService service(EditorShare node) {
        return new EditorService(
                new Lane(vertx, journal, relay, StreamLimits.DEFAULT, gauges),
                new LatestLane(vertx, new Boards(vertx, relay, clock, 100, gauges), gauges),
                node);
    }

    private EditorShare node() {
        return node(Permissions.EVERYTHING);
    }

    private EditorShare node(Permissions permissions) {
        Appender appender = new Appender(vertx, journal, relay, StreamLimits.DEFAULT, gauges);
        Failures failures = error -> {
            throw new AssertionError(error);
        };
        return new EditorShare(
                new Footing(vertx, journal, appender, relay, clock),
                new EditorSettings(
                        new DocumentRules(1 << 20, HISTORY),
                        new EditorLimits(10, 100, 10),
                        SNAPSHOT_EVERY,
                        new FoldBounds("documents", 1 << 20, 1_000)),
                permissions,
                failures,
                gauges);
    }

    private static EditCommand insert(Author author, long sequence, long revision, String text) {
        Edit edit = Edit.newBuilder()
                .setSequence(sequence)
                .setRevision(revision)
                .addOperation(EditStream.insert(text))
                .build();
        return EditCommand.of(author, edit, new EditorLimits(10, 100, 10));
    }

    private static final class Somebody implements CallMetadata {
        @Override
        public Caller caller() {
            return new Caller("tester");
        }

        @Override
        public String origin() {
            return "10.0.0.1";
        }

        @Override
        public @Nullable String get(String name) {
            return null;
        }
    }
}
