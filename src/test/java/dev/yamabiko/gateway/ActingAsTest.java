package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import dev.yamabiko.proto.batch.v1.BatchItem;
import dev.yamabiko.proto.batch.v1.BatchProgress;
import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.JoinRoomRequest;
import dev.yamabiko.proto.editor.v1.EditRequest;
import dev.yamabiko.proto.editor.v1.Open;
import dev.yamabiko.proto.file.v1.FileRequest;
import dev.yamabiko.proto.game.v1.Join;
import dev.yamabiko.proto.game.v1.PlayerAction;
import dev.yamabiko.proto.notification.v1.GetQueueRequest;
import dev.yamabiko.proto.notification.v1.SendNotificationRequest;
import dev.yamabiko.proto.notification.v1.SubscriptionRequest;
import io.vertx.core.MultiMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever comes with a token is who it says it is, in whatever service; and reaches what its role may. */
@Timeout(60)
class ActingAsTest {

    private static final String SUBSCRIBE = "/notification.v1.NotificationService/SubscribeToNotifications";
    private static final String QUEUE = "/notification.v1.NotificationService/GetQueue";
    private static final String NOTIFY = "/notification.v1.NotificationService/SendNotification";
    private static final String FILE = "/file.v1.FileService/GetFileInfo";
    private static final Set<String> FOLLOWING = Set.of(RawConnection.JOIN_ROOM, SUBSCRIBE);
    private static final String DENIED = "PERMISSION_DENIED DENIED";
    private static final String ROLES = """
              roles:
                - {name: admin, scopes: ["*"], read: ["*"], write: ["*"], delete: ["*"]}
                - name: member
                  scopes: ["*"]
                  read: ["chat/team", "documents/plan", "notifications/{user}", "files/{user}/*"]
                  write: ["chat/team", "documents/plan", "matches/m", "notifications/bob", "as/{user}-*"]
            """;

    @TempDir
    static Path folder;

    private static ClosedHub hub;

    /** A call that says who makes it: {@code request} by that name. */
    private record Said(String path, Function<String, MessageLite> request) {

        @Override
        public String toString() {
            return path;
        }
    }

    /** A call of {@code ann}, and whether her role may make it. */
    private record Wanted(String name, String path, MessageLite request, boolean may) {

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        hub = ClosedHub.start(folder, ROLES);
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    static List<Said> calls() {
        return List.of(
                new Said(RawConnection.CHAT, user -> chat(user, "team")),
                new Said(RawConnection.JOIN_ROOM, user -> listen(user, "team")),
                new Said(RawConnection.EDIT, user -> edit(user, "plan")),
                new Said(RawConnection.PLAY, user -> play(user, "m")));
    }

    static List<Wanted> wanted() {
        return List.of(
                new Wanted("her room", RawConnection.CHAT, chat("ann", "team"), true),
                new Wanted("another room's events", RawConnection.JOIN_ROOM, listen("ann", "board"), false),
                new Wanted("another document", RawConnection.EDIT, edit("ann", "salaries"), false),
                new Wanted("another match", RawConnection.PLAY, play("ann", "n"), false),
                new Wanted("her notifications", SUBSCRIBE, subscribe("ann"), true),
                new Wanted("another's notifications", SUBSCRIBE, subscribe("bob"), false),
                new Wanted("her queue", QUEUE, queue("ann"), true),
                new Wanted("another's queue", QUEUE, queue("bob"), false),
                new Wanted("whom she may notify", NOTIFY, notification("bob"), true),
                new Wanted("whom she may not notify", NOTIFY, notification("cy"), false),
                new Wanted("several, one of them not", NOTIFY, notification("bob", "cy"), false),
                new Wanted("another's file", FILE, file("bob/x"), false),
                new Wanted("her file's name, longer", FILE, file("ann2/x"), false));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void shouldBeNobodyElseThanTheTokenSays(Said call) throws Exception {
        assertThat(outcome(call.path, call.request.apply("bob"))).isEqualTo(DENIED);
        assertThat(outcome(call.path, call.request.apply("Ann"))).isEqualTo(DENIED);
        assertThat(outcome(call.path, call.request.apply("ann "))).isEqualTo(DENIED);
        assertThat(outcome(call.path, call.request.apply("ann"))).isEqualTo("let in");
    }

    @ParameterizedTest
    @MethodSource("calls")
    void shouldActInTheNameOfThoseTheRoleMay(Said call) throws Exception {
        assertThat(outcome(call.path, call.request.apply("ann-phone"))).isEqualTo("let in");
        assertThat(outcome(call.path, call.request.apply("bob-phone"))).isEqualTo(DENIED);
        assertThat(outcome(call.path, call.request.apply("anybody"), hub.admin()))
                .isEqualTo("let in");
    }

    @ParameterizedTest
    @MethodSource("wanted")
    void shouldReachWhatTheRoleMayAndNothingElse(Wanted call) throws Exception {
        assertThat(outcome(call.path, call.request)).isEqualTo(call.may ? "let in" : DENIED);
    }

    @Test
    void shouldNotJoinAnotherRoomWhereItIsInOne() throws Exception {
        RawCall call = hub.call(RawConnection.CHAT, hub.token("member", "*").token())
                .send(GrpcFrames.plain(chat("ann", "board")));

        ChatMessage refusal = ChatMessage.parseFrom(call.message());

        assertThat(refusal.getType()).isEqualTo(ChatMessage.Type.TYPE_ERROR);
        assertThat(refusal.getError().getReason()).isEqualTo("DENIED");
        call.reset();
    }

    @Test
    void shouldAskForEachItemOfABatchAndForNoMoreThanThereCanBe() throws Exception {
        SendNotificationRequest.Builder crowd = notification().toBuilder();
        for (int i = 0; i < 1_001; i++) {
            crowd.addUserIds("user" + i);
        }
        RawCall call = hub.call(
                "/batch.v1.BatchService/ProcessBatch", hub.token("member", "*").token());
        for (SendNotificationRequest item : List.of(notification("bob"), notification("cy"), crowd.build())) {
            call.send(GrpcFrames.plain(BatchItem.newBuilder().setNotify(item).build()));
        }

        assertThat(call.end().await().text()).isEqualTo("OK");

        List<byte[]> told = call.rest();
        BatchProgress last = BatchProgress.parseFrom(told.get(told.size() - 1));
        assertThat(last.getSucceeded()).isEqualTo(1);
        assertThat(last.getFailuresMap()).isEqualTo(Map.of("DENIED", 1L, "INVALID_REQUEST", 1L));
    }

    @Test
    void shouldWriteDownWhoWantedToBeAnotherInOneLineThatCannotBeForged() throws Exception {
        outcome(RawConnection.CHAT, chat("eve", "team"));
        outcome(RawConnection.JOIN_ROOM, listen("ann", "x\" caller=admin"));

        assertThat(Files.readString(folder.resolve("data/audit.log")))
                .contains("refused caller=ann action=WRITE topic=as/eve reason=role ")
                .contains("refused caller=ann action=READ topic=\"chat/x\\\" caller=admin\" reason=role ");
    }

    private static String outcome(String path, MessageLite request) throws Exception {
        return outcome(path, request, hub.token("member", "*").token());
    }

    /** A call that begins well and has no requests to come stays open; any other ends. */
    private static String outcome(String path, MessageLite request, String token) throws Exception {
        RawCall call = hub.call(path, token).send(GrpcFrames.plain(request)).end();
        MultiMap head = call.head();
        if (FOLLOWING.contains(path) && !head.contains("grpc-status")) {
            call.reset();
            return "let in";
        }
        String end = call.await().text();
        return end.equals("OK") ? "let in" : end;
    }

    private static ChatMessage chat(String user, String room) {
        return ChatMessage.newBuilder()
                .setType(ChatMessage.Type.TYPE_JOIN_ROOM)
                .setUserId(user)
                .setRoomId(room)
                .build();
    }

    private static JoinRoomRequest listen(String user, String room) {
        return JoinRoomRequest.newBuilder().setUserId(user).setRoomId(room).build();
    }

    private static EditRequest edit(String user, String document) {
        return EditRequest.newBuilder()
                .setOpen(Open.newBuilder().setUserId(user).setClientId("c").setDocumentId(document))
                .build();
    }

    private static PlayerAction play(String player, String match) {
        return PlayerAction.newBuilder()
                .setJoin(Join.newBuilder().setPlayerId(player).setMatchId(match))
                .build();
    }

    private static SubscriptionRequest subscribe(String user) {
        return SubscriptionRequest.newBuilder().setUserId(user).build();
    }

    private static GetQueueRequest queue(String user) {
        return GetQueueRequest.newBuilder().setUserId(user).build();
    }

    private static SendNotificationRequest notification(String... users) {
        return SendNotificationRequest.newBuilder()
                .addAllUserIds(List.of(users))
                .setType("t")
                .setTitle("hello")
                .build();
    }

    private static FileRequest file(String path) {
        return FileRequest.newBuilder().setFilePath(path).build();
    }
}
