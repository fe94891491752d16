package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.Device;
import dev.yamabiko.chaos.rig.HubCluster;
import dev.yamabiko.chaos.rig.Retried;
import dev.yamabiko.chaos.rig.Rounds;
import dev.yamabiko.chaos.rig.Seed;
import dev.yamabiko.chaos.rig.Shared;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.notification.v1.AcknowledgeNotificationsRequest;
import dev.yamabiko.proto.notification.v1.GetQueueRequest;
import dev.yamabiko.proto.notification.v1.GetQueueResponse;
import dev.yamabiko.proto.notification.v1.NotificationServiceGrpc;
import dev.yamabiko.proto.notification.v1.SendNotificationRequest;
import dev.yamabiko.proto.notification.v1.SendNotificationResponse;
import dev.yamabiko.proto.notification.v1.SubscriptionRequest;
import dev.yamabiko.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many users who come and go on random nodes, while they are sent notifications and a node is killed: each device gets
 * each notification once and in order, and whoever was away for too long is told what was dropped.
 */
class NotificationIT {

    private static final Logger LOG = LoggerFactory.getLogger(NotificationIT.class);
    private static final int USERS = Rounds.LONG ? 10_000 : 200;
    private static final int EACH = 10;
    private static final int SENDERS = Rounds.LONG ? 32 : 8;
    private static final int CAPACITY = 8;
    private static final int BROADCASTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(Rounds.LONG ? 600 : 90);

    private final SplittableRandom random = Seed.of("NotificationIT");
    private final ExecutorService threads = Executors.newFixedThreadPool(SENDERS + 1);
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    private final LongAdder retries = new LongAdder();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicBoolean settled = new AtomicBoolean();

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    static Stream<String> journals() {
        return Shared.names("hazelcast");
    }

    @AfterEach
    void stop() {
        settled.set(true);
        threads.shutdownNow();
        scheduler.shutdownNow();
    }

    @ParameterizedTest
    @MethodSource("journals")
    void shouldReachEveryUserOnceAndInOrder(String journal) throws Exception {
        String yaml = "notifications: {capacity: " + CAPACITY + "}\n";
        try (Shared shared = Shared.start(journal, folder);
                HubCluster cluster = HubCluster.start(folder, 3, shared, yaml)) {
            List<Device> devices = devices(cluster, user -> request(user).build());
            List<Device> urgent = devices(
                    cluster,
                    user -> request(user)
                            .addEventTypes("odd")
                            .setPriorityLevel(5)
                            .build());
            long began = System.nanoTime();
            List<CompletableFuture<Void>> sending = send(cluster, List.of(devices, urgent));
            Await.until("half of it is sent", PATIENCE, () -> sent.get() > USERS * EACH / 2);
            killAndStartAgain(cluster, 1);
            CompletableFuture.allOf(sending.toArray(CompletableFuture[]::new)).get();
            double seconds = (System.nanoTime() - began) / 1e9;
            settled.set(true);

            for (int user = 0; user < USERS; user++) {
                awaitAndCheckAll(devices.get(user), user);
                awaitAndCheckUrgent(urgent.get(user), user);
            }
            devices.forEach(Device::leave);
            urgent.forEach(Device::leave);
            double all = (System.nanoTime() - began) / 1e9;
            checkQueues(cluster);
            report(cluster, seconds, all);
        }
    }

    private void report(HubCluster cluster, double seconds, double all) {
        List<String> resident = IntStream.range(0, cluster.size())
                .mapToObj(node -> (cluster.process(node).residentBytes() >> 20) + " MiB")
                .toList();
        LOG.info(
                "notifications: users={} sent={} seconds={} delivered-seconds={} retries={} rss={}",
                USERS,
                sent,
                seconds,
                all,
                retries,
                resident);
    }

    private static void killAndStartAgain(HubCluster cluster, int victim) {
        cluster.kill(victim);
        cluster.startAgain(victim);
        cluster.awaitWhole();
    }

    private List<Device> devices(HubCluster cluster, IntFunction<SubscriptionRequest> requests) {
        return IntStream.range(0, USERS)
                .mapToObj(user -> new Device(requests.apply(user), cluster.anywhere(random.split()), scheduler))
                .toList();
    }

    /** Each user is one sender's, who sends the next one when the one before is kept; meanwhile users come and go. */
    private List<CompletableFuture<Void>> send(HubCluster cluster, List<List<Device>> crowds) {
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int sender = 0; sender < SENDERS; sender++) {
            int mine = sender;
            Retried calls = new Retried(cluster.anywhere(random.split()), retries);
            running.add(CompletableFuture.runAsync(() -> sendAll(calls, mine), threads));
        }
        SplittableRandom chance = random.split();
        crowds.forEach(crowd -> crowd.forEach(device -> {
            if (chance.nextInt(3) > 0) {
                device.come();
            }
        }));
        threads.execute(() -> move(crowds, chance));
        return running;
    }

    private void move(List<List<Device>> crowds, SplittableRandom chance) {
        while (!settled.get()) {
            Device device = crowds.get(chance.nextInt(crowds.size())).get(chance.nextInt(USERS));
            if (chance.nextInt(3) == 0) {
                device.leave();
            } else {
                device.come();
            }
            Await.passing(Duration.ofMillis(1));
        }
        crowds.forEach(crowd -> crowd.forEach(Device::come));
    }

    private void sendAll(Retried calls, int sender) {
        for (int number = 0; number < EACH; number++) {
            for (int user = sender; user < USERS; user += SENDERS) {
                send(calls, user, number);
            }
            if (sender == 0 && number < BROADCASTS) {
                SendNotificationRequest all = SendNotificationRequest.newBuilder()
                        .setToAll(true)
                        .setType("all")
                        .setTitle("all-" + number)
                        .build();
                calls.call(
                        "all-" + number, NotificationServiceGrpc::newBlockingStub, stub -> stub.sendNotification(all));
            }
        }
    }

    private void send(Retried calls, int user, int number) {
        SendNotificationRequest request = SendNotificationRequest.newBuilder()
                .addUserIds("user-" + user)
                .setType(number % 2 == 0 ? "even" : "odd")
                .setTitle(user + "-" + number)
                .setPriority(number)
                .build();
        SendNotificationResponse kept = calls.call(
                user + "-" + number, NotificationServiceGrpc::newBlockingStub, stub -> stub.sendNotification(request));
        if (kept.getOffsetsOrThrow("user-" + user) != number + 1) {
            throw new AssertionError("offset of " + user + "-" + number + ": " + kept);
        }
        sent.incrementAndGet();
    }

    /** It has all of them, but for the first ones where it came so late that they were dropped, and was told so. */
    private static void awaitAndCheckAll(Device device, int user) {
        Await.until(
                () -> device.own() + " and " + device.broadcasts() + ", skipped " + device.skipped(),
                PATIENCE,
                () -> device.own().size() + device.skipped() >= EACH
                        && device.broadcasts().size() >= BROADCASTS);
        assertThat(device.skipped()).isBetween(0L, (long) EACH - CAPACITY);
        assertThat(device.own()).isEqualTo(titles(user, (int) device.skipped(), EACH, 1));
        assertThat(device.broadcasts())
                .isEqualTo(IntStream.range(0, BROADCASTS)
                        .mapToObj(number -> "all-" + number)
                        .toList());
    }

    /** None of these is ever dropped. */
    private static void awaitAndCheckUrgent(Device device, int user) {
        List<String> expected = titles(user, 5, EACH, 2);
        Await.until(
                () -> device.own() + " (expected: " + expected + ")",
                PATIENCE,
                () -> device.own().size() >= expected.size());
        assertThat(device.own()).isEqualTo(expected);
        assertThat(device.broadcasts()).isEmpty();
    }

    /** A device that was never there gets what is left, and is told of the rest; acknowledgements survive a restart. */
    private void checkQueues(HubCluster cluster) {
        Retried calls = new Retried(cluster.anywhere(random.split()), retries);
        for (int user = 0; user < USERS; user += 50) {
            int id = user;
            GetQueueResponse queue =
                    calls.call("look", NotificationServiceGrpc::newBlockingStub, stub -> stub.getQueue(queueOf(id)));
            assertThat(queue.getPending()).isEqualTo(CAPACITY);
            assertThat(queue.getDropped()).isEqualTo(EACH - CAPACITY);
            Device late = new Device(request(user).build(), cluster.anywhere(random.split()), scheduler);
            late.come();
            Await.until("the rest", PATIENCE, () -> late.count() >= CAPACITY + BROADCASTS);
            late.leave();
            assertThat(late.own()).isEqualTo(titles(user, EACH - CAPACITY, EACH, 1));
            assertThat(late.skipped()).isEqualTo(EACH - CAPACITY);
            AcknowledgeNotificationsRequest read = AcknowledgeNotificationsRequest.newBuilder()
                    .setUserId("user-" + user)
                    .setOffset(EACH - 1)
                    .setBroadcastOffset(BROADCASTS)
                    .build();
            calls.call("read", NotificationServiceGrpc::newBlockingStub, stub -> stub.acknowledgeNotifications(read));
        }
        killAndStartAgain(cluster, 2);
        for (int user = 0; user < USERS; user += 50) {
            int id = user;
            GetQueueResponse queue =
                    calls.call("look", NotificationServiceGrpc::newBlockingStub, stub -> stub.getQueue(queueOf(id)));
            assertThat(queue.getAcknowledgedOffset()).isEqualTo(EACH - 1);
            assertThat(queue.getPending()).isEqualTo(1);
            assertThat(queue.getBroadcastsPending()).isZero();
        }
    }

    private static List<String> titles(int user, int from, int to, int step) {
        return IntStream.range(from, to)
                .filter(number -> (number - from) % step == 0)
                .mapToObj(number -> user + "-" + number)
                .toList();
    }

    private static SubscriptionRequest.Builder request(int user) {
        return SubscriptionRequest.newBuilder().setUserId("user-" + user).setHeartbeatSeconds(5);
    }

    private static GetQueueRequest queueOf(int user) {
        return GetQueueRequest.newBuilder().setUserId("user-" + user).build();
    }
}
