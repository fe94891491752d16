package dev.yamabiko.service.editor;

import static dev.yamabiko.service.editor.EditStream.delete;
import static dev.yamabiko.service.editor.EditStream.insert;
import static dev.yamabiko.service.editor.EditStream.open;
import static dev.yamabiko.service.editor.EditStream.retain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.gateway.RunningHub;
import dev.yamabiko.proto.editor.v1.Change;
import dev.yamabiko.proto.editor.v1.Component;
import dev.yamabiko.proto.editor.v1.Cursor;
import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.proto.editor.v1.EditorServiceGrpc;
import dev.yamabiko.proto.editor.v1.GetRevisionRequest;
import dev.yamabiko.proto.editor.v1.GetRevisionResponse;
import dev.yamabiko.proto.editor.v1.Opened;
import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.proto.hub.v1.HubServiceGrpc;
import dev.yamabiko.proto.hub.v1.Resume;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Documents over gRPC, with a client we did not write. */
@Timeout(60)
class EditorServiceTest {

    @TempDir
    Path folder;

    private RunningHub hub;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.inMemory(folder, "documents: {snapshot-every: 10, history: 20, editors: 3}");
        channel = NettyChannelBuilder.forAddress("127.0.0.1", hub.port())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow();
        hub.close();
    }

    @Test
    void shouldTellEverybodyOfEveryEditInOneOrder() throws Exception {
        EditStream ann = opened("tea", "ann", 0, "");
        EditStream bob = opened("tea", "bob", 0, "");

        ann.edit(1, 0, insert("hello"));
        assertChange(ann.nextOfText(), 1, "ann", 1, insert("hello"));
        assertChange(bob.nextOfText(), 1, "ann", 1, insert("hello"));
        bob.edit(1, 0, insert("😀"));

        Component[] moved = {retain(5), insert("😀")};
        assertChange(ann.nextOfText(), 2, "bob", 1, moved);
        assertChange(bob.nextOfText(), 2, "bob", 1, moved);
        opened("tea", "cid", 2, "hello😀");
    }

    @Test
    void shouldGoOnAfterWhatAClientHasSeen() throws Exception {
        EditStream ann = opened("tea", "ann", 0, "");
        ann.edit(1, 0, insert("a"));
        ann.nextOfText();
        ann.leave();
        EditStream bob = opened("tea", "bob", 1, "a");
        bob.edit(7, 1, retain(1), insert("b"));
        bob.nextOfText();

        EditStream again = EditStream.on(channel).send(open("tea", "ann").setResume(after("documents/tea", 1)));

        assertThat(again.nextOfText().getOpened())
                .isEqualTo(Opened.newBuilder()
                        .setDocumentId("tea")
                        .setRevision(1)
                        .setResumed(true)
                        .setLastSequence(1)
                        .build());
        assertChange(again.nextOfText(), 2, "bob", 7, retain(1), insert("b"));
        again.edit(1, 2, insert("a"));
        assertThat(again.nextOfText().getApplied().getRevision()).isEqualTo(1);
        assertThat(text(0)).isEqualTo("ab");
    }

    @Test
    void shouldUndoWhatAnAuthorDidLast() throws Exception {
        EditStream ann = opened("tea", "ann", 0, "");
        ann.edit(1, 0, insert("one two"));
        ann.nextOfText();
        ann.edit(2, 1, retain(3), delete(4));
        assertThat(ann.nextOfText().getChange().getOperation(1).getDeleted()).isEqualTo(" two");

        ann.undo(3);

        assertThat(ann.nextOfText().getChange().getUndoes()).isEqualTo(2);
        assertThat(text(0)).isEqualTo("one two");
        assertThat(text(2)).isEqualTo("one");
    }

    @Test
    void shouldReadAnyRevision() throws Exception {
        EditStream ann = opened("tea", "ann", 0, "");
        for (int i = 1; i <= 35; i++) {
            ann.edit(i, i - 1, insert(i % 10 + ""));
            ann.nextOfText();
        }

        for (int revision = 1; revision <= 35; revision++) {
            GetRevisionResponse response = revision(revision);
            assertThat(response.getText()).hasSize(revision).startsWith(revision % 10 + "");
            assertThat(response.getChange().getSequence()).isEqualTo(revision);
            assertThat(response.getLastRevision()).isEqualTo(35);
        }
        assertThatThrownBy(() -> revision(36)).hasMessage("INVALID_ARGUMENT: revision: 36 (expected: 0 to 35)");
        assertThatThrownBy(() -> EditorServiceGrpc.newBlockingStub(channel)
                        .getRevision(GetRevisionRequest.newBuilder()
                                .setDocumentId("none")
                                .build()))
                .hasMessageStartingWith("NOT_FOUND: ");
    }

    @Test
    void shouldShowWhereOthersAreUntilTheyLeave() throws Exception {
        EditStream ann = opened("tea", "ann", 0, "");
        EditStream bob = opened("tea", "bob-2", 0, "");

        bob.cursor(0, 3, 1);

        Cursor shown = Cursor.newBuilder()
                .setClientId("bob-2")
                .setUserId("bob")
                .setPosition(3)
                .setAnchor(1)
                .build();
        assertThat(ann.nextCursor()).isEqualTo(shown);
        assertThat(opened("tea", "cid", 0, "").nextCursor()).isEqualTo(shown);
        bob.leave();
        assertThat(ann.nextCursor()).isEqualTo(shown.toBuilder().setGone(true).build());
    }

    @Test
    void shouldDoAndTellAllThatWasSentBeforeItEnds() throws Exception {
        EditStream ann = opened("tea", "ann", 0, "");
        for (int i = 1; i <= 100; i++) {
            ann.edit(i, 0, insert("x"));
            if (i % 15 == 0) {
                ann.nextOfText(); // no revision further back than the history is
            }
        }
        ann.finish();

        for (int i = 7; i <= 100; i++) {
            EditEvent event = ann.nextOfText();
            assertThat(event.hasChange() || event.hasRefused())
                    .as(event.toString())
                    .isTrue();
        }
        assertThat(ann.end().getCode()).isEqualTo(Status.Code.OK);
        assertThat(opened("tea", "bob", text(0).length(), text(0))).isNotNull();
    }

    @Test
    void shouldOpenADocumentForThoseWhoSendNothingMore() throws Exception {
        EditStream ann = EditStream.on(channel).send(open("tea", "ann")).finish();

        assertThat(ann.nextOfText().getOpened().getDocumentId()).isEqualTo("tea");
        assertThat(ann.end()).isEqualTo(Status.OK);
    }

    @Test
    void shouldSayThatItIsAlive() throws Exception {
        EditStream ann = opened("tea", "ann", 0, "");
        ann.edit(1, 0, insert("x"));
        ann.nextOfText();
        EditStream bob = EditStream.on(channel).send(open("tea", "bob").setHeartbeatSeconds(1));
        bob.nextOfText();

        EditEvent beat = bob.next();

        assertThat(beat.getHeartbeat()).isTrue();
        assertThat(beat.getOffset()).isEqualTo(1);
    }

    @Test
    void shouldFreeEverythingHoweverACallEnds() throws Exception {
        EditStream cancelled = opened("tea", "a", 0, "");
        cancelled.cursor(0, 1, 1);
        EditStream late = EditStream.on(channel, CallOptions.DEFAULT.withDeadlineAfter(300, TimeUnit.MILLISECONDS));
        late.send(open("tea", "b"));
        EditStream finished = opened("tea", "c", 0, "");
        assertThat(EditStream.on(channel).send(open("tea", "d")).end().getCode())
                .as("one too many")
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);

        cancelled.leave();
        finished.finish();

        assertThat(late.end().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(finished.end()).isEqualTo(Status.OK);
        hub.awaitZero(Duration.ofSeconds(10), "documents_editors", "subscriptions_open", "calls_open");
        opened("tea", "e", 0, "").leave();
    }

    @Test
    void shouldRefuseToGoOnInAnotherHistory() throws Exception {
        opened("tea", "ann", 0, "").edit(1, 0, insert("x")).nextOfText();
        Resume other = after("documents/tea", 1).toBuilder().setEpoch("other").build();

        assertThat(EditStream.on(channel)
                        .send(open("tea", "ann").setResume(other))
                        .end()
                        .getCode())
                .isEqualTo(Status.Code.OUT_OF_RANGE);
        EditStream fresh = EditStream.on(channel)
                .send(open("tea", "ann").setResume(other.toBuilder().setSkipGap(true)));
        assertThat(fresh.nextOfText().getOpened().getText()).isEqualTo("x");
        String epoch = HubServiceGrpc.newBlockingStub(channel)
                .getNode(GetNodeRequest.getDefaultInstance())
                .getEpoch();
        EditStream same = EditStream.on(channel)
                .send(open("tea", "ann").setResume(other.toBuilder().setEpoch(epoch)));
        assertThat(same.nextOfText().getOpened().getResumed()).isTrue();
    }

    private EditStream opened(String document, String client, long revision, String text) throws Exception {
        EditStream stream = EditStream.on(channel).send(open(document, client));
        Opened opened = stream.nextOfText().getOpened();
        assertThat(opened.getRevision()).isEqualTo(revision);
        assertThat(opened.getText()).isEqualTo(text);
        assertThat(opened.getResumed()).isFalse();
        return stream;
    }

    private static Resume after(String topic, long offset) {
        return Resume.newBuilder().putAfter(topic, offset).build();
    }

    private static void assertChange(EditEvent event, long revision, String client, long sequence, Component... does) {
        assertThat(event.getOffset()).isEqualTo(revision);
        Change change = event.getChange();
        assertThat(change.getClientId()).isEqualTo(client);
        assertThat(change.getUserId()).isEqualTo(client);
        assertThat(change.getSequence()).isEqualTo(sequence);
        assertThat(change.getTimestamp()).isPositive();
        assertThat(change.getOperationList()).containsExactly(does);
    }

    private String text(long revision) {
        return revision(revision).getText();
    }

    private GetRevisionResponse revision(long revision) {
        return EditorServiceGrpc.newBlockingStub(channel)
                .getRevision(GetRevisionRequest.newBuilder()
                        .setDocumentId("tea")
                        .setRevision(revision)
                        .build());
    }
}
