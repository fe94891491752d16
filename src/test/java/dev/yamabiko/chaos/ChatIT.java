package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.ChatUser;
import dev.yamabiko.chaos.rig.HubCluster;
import dev.yamabiko.chaos.rig.Presence;
import dev.yamabiko.chaos.rig.Rounds;
import dev.yamabiko.chaos.rig.Seed;
import dev.yamabiko.chaos.rig.Shared;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users who talk in rooms across three nodes while connections break and a node is killed: everyone hears everything
 * once and in one order, each coming and going is announced once, and soon all nodes say the same of who is there.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ChatIT {

    private static final Logger LOG = LoggerFactory.getLogger(ChatIT.class);
    private static final int ROOMS = Rounds.LONG ? 20 : 4;
    private static final int USERS_OF_ROOM = Rounds.LONG ? 10 : 5;
    private static final int EACH = Rounds.LONG ? 500 : 100;
    private static final int VICTIM = 1;

    /** Said by a user and not heard back; more wait. */
    private static final int AHEAD = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(Rounds.LONG ? 600 : 120);
    private static final Duration PRESENCE = Duration.ofSeconds(10);
    private static final long LINGER_MS = 3_000;

    /** Nobody is too fast here. */
    private static final String CHAT =
            "chat: {linger-ms: " + LINGER_MS + ", messages-per-second: 10000, burst: 10000}\n";

    private final SplittableRandom random = Seed.of("ChatIT");
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    static Stream<String> journals() {
        return Shared.names("hazelcast");
    }

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @ParameterizedTest
    @MethodSource("journals")
    void shouldGiveEveryoneEverythingOnceInOneOrder(String journal) throws Exception {
        try (Shared shared = Shared.start(journal, folder);
                HubCluster cluster = HubCluster.start(folder, 3, shared, CHAT)) {
            Presence seen = new Presence(cluster);
            List<List<ChatUser>> rooms = users(cluster);
            rooms.forEach(room -> room.forEach(ChatUser::come));
            Map<Integer, Set<String>> all = names(rooms);
            seen.await(all, List.of(0, 1, 2), PATIENCE);

            long began = System.nanoTime();
            Set<ChatUser> lost = new HashSet<>();
            Duration presence = talk(cluster, rooms, lost);
            lost.forEach(ChatUser::comeBack);
            awaitHeard(rooms);
            double seconds = (System.nanoTime() - began) / 1e9;
            checkOrder(rooms);
            seen.await(all, List.of(0, 2), PATIENCE);
            checkComings(rooms, lost);
            report(journal, rooms, seconds, presence);
            rooms.forEach(room -> room.forEach(ChatUser::stayAway));
            all.values().forEach(Set::clear);
            seen.await(all, List.of(0, 2), PATIENCE);
        }
    }

    private List<List<ChatUser>> users(HubCluster cluster) {
        return IntStream.range(0, ROOMS)
                .mapToObj(room -> IntStream.range(0, USERS_OF_ROOM)
                        .mapToObj(user -> new ChatUser(
                                "user-" + room + "-" + user,
                                "room-" + room,
                                cluster.anywhere(random.split()),
                                scheduler))
                        .toList())
                .toList();
    }

    /**
     * Everyone says all there is to say, while connections break; half-way a node is killed, and some of those on it do
     * not come back for now: what they say is heard when they do.
     *
     * @return how long it took until the other nodes agreed on who is there
     */
    private Duration talk(HubCluster cluster, List<List<ChatUser>> rooms, Set<ChatUser> lost) {
        List<ChatUser> users = rooms.stream().flatMap(List::stream).toList();
        Map<ChatUser, Integer> said = new HashMap<>();
        int total = users.size() * EACH;
        int count = 0;
        Duration presence = Duration.ZERO;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (count < total) {
            int before = count;
            for (ChatUser user : users) {
                int number = said.getOrDefault(user, 0);
                if (number < EACH && (user.unheard() < AHEAD || lost.contains(user))) {
                    user.say(user.user() + "#" + number);
                    said.put(user, number + 1);
                    count++;
                }
            }
            if (count > before && random.nextInt(10) == 0) {
                breakConnection(users.get(random.nextInt(users.size())), lost);
            }
            if (before < total / 2 && count >= total / 2) {
                presence = kill(cluster, rooms, lost);
            }
            if (count == before) {
                assertThat(System.nanoTime()).as("everything is said").isLessThan(deadline);
                Await.passing(Duration.ofMillis(1));
            }
        }
        return presence;
    }

    private void breakConnection(ChatUser user, Set<ChatUser> lost) {
        if (!lost.contains(user)) {
            user.vanish();
            var unused = scheduler.schedule(user::come, random.nextInt(500), TimeUnit.MILLISECONDS);
        }
    }

    private Duration kill(HubCluster cluster, List<List<ChatUser>> rooms, Set<ChatUser> lost) {
        List<ChatUser> there = rooms.stream()
                .flatMap(List::stream)
                .filter(user -> user.isOn(cluster.client(VICTIM)))
                .toList();
        there.stream().limit(Math.max(1, there.size() / 4)).forEach(lost::add);
        Map<Integer, Set<String>> expected = names(rooms);
        for (int room = 0; room < ROOMS; room++) {
            Set<String> left = expected.get(room);
            rooms.get(room).stream().filter(lost::contains).forEach(user -> left.remove(user.user()));
        }
        long killed = System.nanoTime();
        cluster.kill(VICTIM);
        lost.forEach(ChatUser::stayAway);
        new Presence(cluster).await(expected, List.of(0, 2), PRESENCE);
        return Duration.ofNanos(System.nanoTime() - killed);
    }

    private void awaitHeard(List<List<ChatUser>> rooms) {
        int expected = USERS_OF_ROOM * EACH;
        rooms.forEach(room -> room.forEach(ChatUser::come));
        for (List<ChatUser> room : rooms) {
            for (ChatUser user : room) {
                Await.until(
                        () -> user.user() + " heard " + user.count() + " of " + expected + ", unheard "
                                + user.unheard(),
                        PATIENCE,
                        () -> user.count() >= expected);
            }
        }
    }

    private static void checkOrder(List<List<ChatUser>> rooms) {
        List<Long> offsets =
                LongStream.rangeClosed(1, (long) USERS_OF_ROOM * EACH).boxed().toList();
        for (List<ChatUser> room : rooms) {
            List<String> order = room.get(0).heard();
            assertThat(order).doesNotHaveDuplicates().hasSize(USERS_OF_ROOM * EACH);
            for (ChatUser user : room) {
                assertThat(user.heard()).isEqualTo(order);
                assertThat(user.offsets()).isEqualTo(offsets);
                assertThat(user.surprises()).isEmpty();
            }
        }
    }

    /** Each came, and went, in turn, and went no more often than it was away for long enough. */
    private static void checkComings(List<List<ChatUser>> rooms, Set<ChatUser> lost) {
        for (List<ChatUser> room : rooms) {
            Await.until(
                    () -> room.stream().map(ChatUser::comings).toList().toString(),
                    PATIENCE,
                    () -> room.stream().map(ChatUser::comings).distinct().count() == 1);
            List<String> comings = room.get(0).comings();
            for (ChatUser user : room) {
                List<String> own = comings.stream()
                        .filter(coming -> coming.substring(1).equals(user.user()))
                        .map(coming -> coming.substring(0, 1))
                        .toList();
                String turns = String.join("", own);
                assertThat(turns).as(user.user()).matches("\\+(-\\+)*");
                assertThat(own.stream().filter("-"::equals).count())
                        .as(user.user() + " has left")
                        .isBetween(lost.contains(user) ? 1L : 0L, user.departures(LINGER_MS / 2));
            }
        }
    }

    private static Map<Integer, Set<String>> names(List<List<ChatUser>> rooms) {
        Map<Integer, Set<String>> names = new HashMap<>();
        for (int room = 0; room < ROOMS; room++) {
            names.put(
                    room, rooms.get(room).stream().map(ChatUser::user).collect(Collectors.toCollection(TreeSet::new)));
        }
        return names;
    }

    private void report(String journal, List<List<ChatUser>> rooms, double seconds, Duration presence) {
        List<ChatUser> users = rooms.stream().flatMap(List::stream).toList();
        LOG.info(
                "chat: journal={} users={} rooms={} messages={} seconds={} presence-ms={} longest-away-ms={}"
                        + " comings={}",
                journal,
                users.size(),
                ROOMS,
                users.size() * EACH,
                seconds,
                presence.toMillis(),
                users.stream().mapToLong(ChatUser::longestAwayMs).max().orElse(0),
                rooms.stream().mapToInt(room -> room.get(0).comings().size()).sum());
    }
}
