package dev.yamabiko.service.editor;

import static dev.yamabiko.service.editor.EditStream.delete;
import static dev.yamabiko.service.editor.EditStream.insert;
import static dev.yamabiko.service.editor.EditStream.open;
import static dev.yamabiko.service.editor.EditStream.retain;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.yamabiko.gateway.RunningHub;
import dev.yamabiko.proto.editor.v1.Component;
import dev.yamabiko.proto.editor.v1.Cursor;
import dev.yamabiko.proto.editor.v1.Edit;
import dev.yamabiko.proto.editor.v1.EditRequest;
import dev.yamabiko.proto.editor.v1.Open;
import dev.yamabiko.proto.editor.v1.Opened;
import dev.yamabiko.proto.editor.v1.Refused;
import dev.yamabiko.proto.editor.v1.Remedy;
import dev.yamabiko.proto.editor.v1.Undo;
import dev.yamabiko.proto.hub.v1.Resume;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What nobody should send: each has its answer, the document stays as it is, and where it can the stream goes on. */
@Timeout(60)
class HostileEditorTest {

    private static final int TEXT = 10;
    private static final int LAST = 30;

    @TempDir
    static Path folder;

    private static RunningHub hub;
    private static ManagedChannel channel;

    @BeforeAll
    static void start() throws Exception {
        hub = RunningHub.inMemory(
                folder, "documents: {max-bytes: 40, max-insert-bytes: 20, max-components: 5, history: 10}");
        channel = NettyChannelBuilder.forAddress("127.0.0.1", hub.port())
                .usePlaintext()
                .build();
        EditStream writer = EditStream.on(channel).send(open("tea", "writer"));
        writer.nextOfText();
        writer.edit(1, 0, insert("0123456789"));
        writer.nextOfText();
        for (int revision = 1; revision < LAST; revision++) {
            writer.edit(revision + 1, revision, delete(1), insert("0"));
            writer.nextOfText();
        }
        writer.leave();
    }

    @AfterAll
    static void stop() throws Exception {
        channel.shutdownNow();
        hub.close();
    }

    static Stream<Arguments> badPlaces() {
        return Stream.of(
                edit("revision from the future", 1, LAST + 1, "REVISION_UNKNOWN", insert("x")),
                edit("largest revision", 1, Long.MAX_VALUE, "REVISION_UNKNOWN", insert("x")),
                edit("negative revision", 1, -1, "INVALID_REQUEST", insert("x")),
                edit("revision too far back", 1, LAST - 11, "REVISION_TOO_OLD", insert("x")),
                edit("no sequence", 0, LAST, "INVALID_REQUEST", insert("x")),
                edit("negative sequence", Long.MIN_VALUE, LAST, "INVALID_REQUEST", insert("x")),
                edit("beyond the end", 1, LAST, "BEYOND_END", retain(TEXT + 1), insert("x")),
                edit("deletes beyond the end", 1, LAST, "BEYOND_END", retain(TEXT - 1), delete(2)),
                edit("largest retain", 1, LAST, "BEYOND_END", retain(Integer.MAX_VALUE), insert("x")));
    }

    static Stream<Arguments> badOperations() {
        return Stream.of(
                edit("sum over 32 bits", 1, LAST, "INVALID_REQUEST", retain(Integer.MAX_VALUE), retain(1)),
                edit("negative retain", 1, LAST, "INVALID_REQUEST", retain(-1), insert("x")),
                edit("negative delete", 1, LAST, "INVALID_REQUEST", delete(-1)),
                edit("empty insert", 1, LAST, "INVALID_REQUEST", insert("")),
                edit("empty component", 1, LAST, "INVALID_REQUEST", Component.getDefaultInstance()),
                edit("insert too large", 1, LAST, "INVALID_REQUEST", insert("x".repeat(21))),
                edit("too many components", 1, LAST, "INVALID_REQUEST", many()),
                edit(
                        "text too large",
                        1,
                        LAST,
                        "TEXT_TOO_LARGE",
                        insert("x".repeat(16)),
                        retain(1),
                        insert("x".repeat(15))),
                Arguments.of(
                        "unknown bond",
                        request(LAST, insert("x").toBuilder().setBondValue(77).build()),
                        "INVALID_REQUEST"));
    }

    static Stream<Arguments> badRequests() {
        return Stream.of(
                Arguments.of(
                        "nothing to undo",
                        EditRequest.newBuilder()
                                .setUndo(Undo.newBuilder().setSequence(1))
                                .build(),
                        "NOTHING_TO_UNDO"),
                Arguments.of(
                        "undo without sequence",
                        EditRequest.newBuilder()
                                .setUndo(Undo.getDefaultInstance())
                                .build(),
                        "INVALID_REQUEST"),
                Arguments.of(
                        "negative cursor",
                        EditRequest.newBuilder()
                                .setCursor(Cursor.newBuilder().setPosition(-1))
                                .build(),
                        "INVALID_REQUEST"),
                Arguments.of("no action", EditRequest.getDefaultInstance(), "INVALID_REQUEST"),
                Arguments.of(
                        "unknown action",
                        EditRequest.newBuilder()
                                .setUnknownFields(UnknownFieldSet.newBuilder()
                                        .addField(
                                                99,
                                                UnknownFieldSet.Field.newBuilder()
                                                        .addVarint(1)
                                                        .build())
                                        .build())
                                .build(),
                        "INVALID_REQUEST"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"badPlaces", "badOperations", "badRequests"})
    void shouldBeRefusedAndHarmNothing(String name, EditRequest request, String reason) throws Exception {
        EditStream stream = EditStream.on(channel).send(open("tea", "client"));
        assertThat(stream.nextOfText().getOpened().getRevision()).isEqualTo(LAST);

        stream.send(request);

        Refused refused = stream.nextOfText().getRefused();
        assertThat(refused.getReason()).isEqualTo(reason);
        assertThat(refused.getMessage()).contains("(expected: ");
        assertThat(refused.getRevision()).isEqualTo(LAST);
        assertThat(refused.getRemedy())
                .isEqualTo(reason.equals("REVISION_TOO_OLD") ? Remedy.REMEDY_CATCH_UP : Remedy.REMEDY_REOPEN);
        assertThat(stream.finish().end()).as("the stream goes on").isEqualTo(Status.OK);
        assertUntouched();
    }

    static Stream<Arguments> badOpens() {
        Open.Builder good = open("tea", "client");
        return Stream.of(
                ending("no document", "document_id", open("", "c")),
                ending("control character", "document_id", open("a\nb", "c")),
                ending("long name", "document_id", open("x".repeat(129), "c")),
                ending("no client", "client_id", good.clone().setClientId("")),
                ending("client not ASCII", "client_id", good.clone().setClientId("ä")),
                ending("no user", "user_id", good.clone().setUserId("")),
                ending("heartbeats", "heartbeat_seconds", good.clone().setHeartbeatSeconds(-1)),
                ending("foreign topic", "resume.after", good.clone().setResume(after("documents/other", 1))),
                ending("position nobody has", "resume.after", good.clone().setResume(after("documents/tea", LAST + 1))),
                Arguments.of(
                        "half a surrogate pair as a name",
                        List.of(request(
                                good.clone().setUnknownFields(text(Open.USER_ID_FIELD_NUMBER, 0xED, 0xA0, 0x80)))),
                        "INTERNAL: message"));
    }

    static Stream<Arguments> badTexts() {
        return Stream.of(
                typing("half a surrogate pair", 0xED, 0xA0, 0x80),
                typing("both halves of a pair, each by itself", 0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80),
                typing("cut in two", 0xF0, 0x9F, 0x98),
                typing("longer than need be", 0xC0, 0x80),
                typing("no code point", 0xF5, 0x80, 0x80, 0x80));
    }

    static Stream<Arguments> badBeginnings() {
        EditRequest open = request(open("tea", "client"));
        EditRequest edit =
                EditRequest.newBuilder().setEdit(Edit.getDefaultInstance()).build();
        return Stream.of(
                Arguments.of("edit first", List.of(edit), "INVALID_ARGUMENT: open"),
                Arguments.of("nothing", List.of(), "INVALID_ARGUMENT: open"),
                Arguments.of("open twice", List.of(open, open), "INVALID_ARGUMENT: open"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"badOpens", "badTexts", "badBeginnings"})
    void shouldEndTheCallWithAReason(String name, List<EditRequest> requests, String status) throws Exception {
        EditStream stream = EditStream.on(channel);

        requests.forEach(stream::send);
        if (requests.isEmpty()) {
            stream.finish();
        }

        Status end = stream.end();
        assertThat(end.getCode() + ": " + end.getDescription()).startsWith(status);
        assertUntouched();
    }

    private static EditRequest request(long revision, Component component) {
        return EditRequest.newBuilder()
                .setEdit(Edit.newBuilder().setSequence(1).setRevision(revision).addOperation(component))
                .build();
    }

    private static Arguments edit(String name, long sequence, long revision, String reason, Component... operation) {
        return Arguments.of(
                name,
                EditRequest.newBuilder()
                        .setEdit(Edit.newBuilder()
                                .setSequence(sequence)
                                .setRevision(revision)
                                .addAllOperation(List.of(operation)))
                        .build(),
                reason);
    }

    private static Component[] many() {
        return Collections.nCopies(6, retain(1)).toArray(Component[]::new);
    }

    /** What no protobuf library would put into a field of text. */
    private static UnknownFieldSet text(int field, int... bytes) {
        ByteString.Output text = ByteString.newOutput();
        IntStream.of(bytes).forEach(text::write);
        UnknownFieldSet.Field value = UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(text.toByteString())
                .build();
        return UnknownFieldSet.newBuilder().addField(field, value).build();
    }

    private static Arguments typing(String name, int... bytes) {
        Component component = Component.newBuilder()
                .setUnknownFields(text(Component.INSERT_FIELD_NUMBER, bytes))
                .build();
        return Arguments.of(
                name, List.of(request(open("tea", "client")), request(LAST, component)), "INTERNAL: message");
    }

    private static void assertUntouched() throws InterruptedException {
        EditStream after = EditStream.on(channel).send(open("tea", "client"));
        Opened opened = after.nextOfText().getOpened();
        assertThat(opened.getText()).isEqualTo("0123456789");
        assertThat(opened.getRevision()).isEqualTo(LAST);
        after.leave();
    }

    private static Arguments ending(String name, String field, Open.Builder open) {
        return Arguments.of(name, List.of(request(open)), "INVALID_ARGUMENT: " + field);
    }

    private static Resume after(String topic, long offset) {
        return Resume.newBuilder().putAfter(topic, offset).build();
    }

    private static EditRequest request(Open.Builder open) {
        return EditRequest.newBuilder().setOpen(open).build();
    }
}
