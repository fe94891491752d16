package dev.yamabiko.cli.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.cli.Screen;
import dev.yamabiko.gateway.RunningHub;
import dev.yamabiko.proto.notification.v1.NotificationServiceGrpc;
import dev.yamabiko.proto.notification.v1.NotificationServiceGrpc.NotificationServiceBlockingStub;
import dev.yamabiko.proto.notification.v1.SendNotificationRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code yamabiko notify}, with a real hub. */
@Timeout(60)
class NotifyCommandTest {

    @TempDir
    Path folder;

    private final Screen screen = new Screen();
    private RunningHub hub;
    private String address = "";

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.inMemory(folder, "notifications: {capacity: 2, overflow: refuse, history-records: 0}");
        address = "127.0.0.1:" + hub.port();
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
    }

    @Test
    void shouldSendAndShowWhatIsPending() {
        assertThat(screen.call(address, "notify send", "ann", "bob", "-t", "Lunch"))
                .isZero();
        assertThat(screen.out()).matches("[0-9a-f-]{36} queued for 2 of 2\n");

        assertThat(screen.call(address, "notify queue", "ann", "--json")).isZero();
        assertThat(screen.out())
                .contains("{\"user_id\":\"ann\",\"pending\":1,\"oldest\":")
                .contains("\"capacity\":2,\"overflow\":\"refuse\",\"dropped\":0,\"acknowledged_offset\":0");
    }

    @Test
    void shouldSayWhoseQueueWasFull() {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", hub.port())
                .usePlaintext()
                .build();
        SendNotificationRequest request = SendNotificationRequest.newBuilder()
                .addUserIds("ann")
                .setType("mail")
                .build();
        NotificationServiceBlockingStub stub = NotificationServiceGrpc.newBlockingStub(channel);
        assertThat(stub.sendNotification(request).getQueued()).isEqualTo(1);
        assertThat(stub.sendNotification(request).getQueued()).isEqualTo(1);
        channel.shutdownNow();

        assertThat(screen.call(address, "notify send", "ann", "bob", "-t", "3")).isEqualTo(3);
        assertThat(screen.err()).contains("ann: user_ids: queue of ann is full");
    }

    @Test
    void shouldPrintWhatComesUntilTheHubIsGone() throws Exception {
        screen.call(address, "notify send", "ann", "-t", "One", "-m", "first", "--type", "mail", "--data", "a=b");
        screen.call(address, "notify send", "--all", "-t", "Two");
        Thread watching = new Thread(() -> screen.call(address, "notify watch", "ann"));
        watching.start();
        while (!screen.out().contains("Two")) {
            Thread.onSpinWait();
        }
        watching.interrupt();
        watching.join();

        assertThat(screen.out()).contains("  50 mail: One - first a=b\n").contains("  50 all message: Two\n");
    }

    @Test
    void shouldRefuseToSendToNobody() {
        assertThat(screen.call(address, "notify send", "-t", "x")).isEqualTo(2);
        assertThat(screen.err()).contains("USER, --all: neither (expected: one of them)");
    }
}
