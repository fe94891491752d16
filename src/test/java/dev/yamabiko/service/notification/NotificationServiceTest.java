package dev.yamabiko.service.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.gateway.RunningHub;
import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.notification.v1.AcknowledgeNotificationsRequest;
import dev.yamabiko.proto.notification.v1.GetQueueRequest;
import dev.yamabiko.proto.notification.v1.GetQueueResponse;
import dev.yamabiko.proto.notification.v1.Notification;
import dev.yamabiko.proto.notification.v1.NotificationServiceGrpc;
import dev.yamabiko.proto.notification.v1.NotificationServiceGrpc.NotificationServiceBlockingStub;
import dev.yamabiko.proto.notification.v1.SendNotificationRequest;
import dev.yamabiko.proto.notification.v1.SendNotificationResponse;
import dev.yamabiko.proto.notification.v1.SubscriptionRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Notifications over gRPC, with a client we did not write. */
@Timeout(60)
class NotificationServiceTest {

    @TempDir
    Path folder;

    private RunningHub hub;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.inMemory(folder, "notifications: {capacity: 3, overflow: drop-lowest, history-records: 0}");
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
    void shouldReachEveryDeviceOfAUserAndNobodyElse() throws Exception {
        Inbox phone = subscribe("ann");
        Inbox laptop = subscribe("ann");
        Inbox other = subscribe("bob");

        send("ann", "one", 5);
        send("bob", "two", 5);

        assertThat(phone.titles(1)).containsExactly("one");
        assertThat(laptop.titles(1)).containsExactly("one");
        Notification two = other.next();
        assertThat(two.getTitle()).isEqualTo("two");
        assertThat(two.getOffset()).isEqualTo(1);
        assertThat(two.getId()).isNotEmpty();
        assertThat(two.getTimestamp()).isPositive();
        assertThat(two.getMetadataMap()).containsEntry("link", "x");
    }

    @Test
    void shouldKeepWhatIsSentWhileTheUserIsAway() throws Exception {
        send("ann", "one", 5);
        Inbox first = subscribe("ann");
        assertThat(first.titles(1)).containsExactly("one");
        SubscriptionRequest goOn = first.leave();
        send("ann", "two", 5);
        acknowledge("ann", 2, 0);
        send("ann", "three", 5);

        assertThat(Inbox.open(channel, goOn).titles(2)).containsExactly("two", "three");
        assertThat(subscribe("ann").titles(1))
                .as("from the first not acknowledged")
                .containsExactly("three");
    }

    @Test
    void shouldReachAllUsersThoseToComeIncluded() throws Exception {
        Inbox ann = subscribe("ann");
        send("ann", "own", 1);
        assertThat(ann.titles(1)).containsExactly("own");

        SendNotificationResponse sent = client().sendNotification(SendNotificationRequest.newBuilder()
                .setToAll(true)
                .setType("news")
                .setTitle("all")
                .build());

        assertThat(sent.getBroadcastOffset()).isEqualTo(1);
        assertThat(ann.next()).satisfies(all -> {
            assertThat(all.getTitle()).isEqualTo("all");
            assertThat(all.getToAll()).isTrue();
        });
        assertThat(subscribe("newcomer").titles(1)).containsExactly("all");
        assertThat(queue("newcomer").getBroadcastsPending()).isEqualTo(1);
        acknowledge("newcomer", 0, 1);
        assertThat(queue("newcomer").getBroadcastsPending()).isZero();
        assertThat(queue("ann").getBroadcastsPending()).isEqualTo(1);
    }

    @Test
    void shouldLeaveOutOtherTypesAndLowerPriorities() throws Exception {
        Inbox mail = Inbox.open(
                channel,
                request("ann").addEventTypes("mail").addEventTypes("sms").build());
        Inbox urgent = Inbox.open(channel, request("ann").setPriorityLevel(50).build());

        send("ann", "low", 49);
        send("ann", "high", 50);
        client().sendNotification(SendNotificationRequest.newBuilder()
                .addUserIds("ann")
                .setType("call")
                .setTitle("call")
                .setPriority(99)
                .build());
        send("ann", "last", 100);

        assertThat(mail.titles(3)).containsExactly("low", "high", "last");
        assertThat(urgent.titles(3)).containsExactly("high", "call", "last");
    }

    @Test
    void shouldSayWhatWasDroppedToWhoHasNotGotIt() throws Exception {
        Inbox live = subscribe("ann");
        for (int i = 1; i <= 5; i++) {
            send("ann", "n" + i, i == 1 ? 9 : i);
        }

        assertThat(live.titles(5)).containsExactly("n1", "n2", "n3", "n4", "n5");
        assertThat(subscribe("ann").titles(4)).containsExactly("~2", "n1", "n4", "n5");
        GetQueueResponse queue = queue("ann");
        assertThat(queue.getDropped()).isEqualTo(2);
        assertThat(queue.getPending()).isEqualTo(3);
        assertThat(queue.getCapacity()).isEqualTo(3);
        assertThat(queue.getOverflow()).isEqualTo("drop-lowest");
        assertThat(queue.getOldest()).isPositive();
        assertThat(hub.gauge("notifications_dropped")).isEqualTo(2);
        assertThatThrownBy(() -> send("ann", "low", 1))
                .extracting(error -> Status.fromThrowable(error).getCode())
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void shouldSayWhereTheStreamIsInHeartbeats() throws Exception {
        send("ann", "one", 1);
        acknowledge("ann", 1, 0);

        Inbox inbox = Inbox.open(channel, request("ann").setHeartbeatSeconds(1).build());

        assertThat(inbox.next().getPositionsMap()).containsEntry("notifications/ann", 2L);
        assertThat(inbox.leave().getResume().getAfterMap()).containsEntry("notifications/ann", 2L);
    }

    @Test
    void shouldEndAStreamWhosePositionNobodyHas() throws Exception {
        Inbox inbox = Inbox.open(
                channel,
                request("ann")
                        .setResume(Resume.newBuilder().putAfter("notifications/ann", 7))
                        .build());

        assertThat(inbox.end().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|mail|1|user_ids: 0 bytes (expected: 1 to 128, no control character)",
                "ann|''|1|type: 0 bytes (expected: 1 to 128, no control character)",
                "ann|mail|101|priority: 101 (expected: 0 to 100)",
                "ann|mail|-1|priority: -1 (expected: 0 to 100)"
            })
    void shouldNameTheFieldThatBreaksItsRule(String user, String type, int priority, String message) {
        SendNotificationRequest request = SendNotificationRequest.newBuilder()
                .addUserIds(user)
                .setType(type)
                .setPriority(priority)
                .build();

        assertThatThrownBy(() -> client().sendNotification(request)).hasMessage("INVALID_ARGUMENT: " + message);
    }

    @Test
    void shouldRefuseAnAcknowledgementOfWhatWasNeverSent() {
        send("ann", "one", 1);

        assertThatThrownBy(() -> acknowledge("ann", 2, 0)).hasMessage("INVALID_ARGUMENT: offset: 2 (expected: 0 to 1)");
        assertThatThrownBy(() -> acknowledge("ann", 1, 1))
                .hasMessage("INVALID_ARGUMENT: broadcast_offset: 1 (expected: 0 to 0)");
        assertThat(queue("ann").getPending()).isEqualTo(1);
    }

    private Inbox subscribe(String user) {
        return Inbox.open(channel, request(user).build());
    }

    private static SubscriptionRequest.Builder request(String user) {
        return SubscriptionRequest.newBuilder().setUserId(user);
    }

    private void send(String user, String title, int priority) {
        SendNotificationResponse sent = client().sendNotification(SendNotificationRequest.newBuilder()
                .addUserIds(user)
                .setType("mail")
                .setTitle(title)
                .setPriority(priority)
                .putMetadata("link", "x")
                .build());
        assertThat(sent.getQueued()).isEqualTo(1);
    }

    private void acknowledge(String user, long offset, long broadcast) {
        client().acknowledgeNotifications(AcknowledgeNotificationsRequest.newBuilder()
                .setUserId(user)
                .setOffset(offset)
                .setBroadcastOffset(broadcast)
                .build());
    }

    private GetQueueResponse queue(String user) {
        return client().getQueue(GetQueueRequest.newBuilder().setUserId(user).build());
    }

    private NotificationServiceBlockingStub client() {
        return NotificationServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }
}
