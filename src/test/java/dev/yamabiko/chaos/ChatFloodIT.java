package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.ChatMember;
import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.Rounds;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one member does to the others of its room: one that sends ten thousand messages a second, and one that never
 * reads. How much it is felt is printed; on a machine with other things to do it is held to a bound that says little.
 */
@Tag("measures")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ChatFloodIT {

    private static final Logger LOG = LoggerFactory.getLogger(ChatFloodIT.class);
    private static final int MEMBERS = 10;
    private static final int FLOOD_PER_MS = 10;
    private static final int PER_SECOND = 20;
    private static final int BURST = 100;
    private static final Duration ROUND = Duration.ofSeconds(Rounds.LONG ? 20 : 4);
    private static final int ROUNDS = Rounds.LONG ? 5 : 1;
    private static final long BETWEEN_MS = 10;

    private final Queue<Long> latencies = new ConcurrentLinkedQueue<>();

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void shouldNotBeFeltByTheOthersOfTheRoom() throws Exception {
        HubNode node = HubNode.in(folder).config("logs: {own-entries: false}\n");
        try (HubProcess hub = node.start();
                NodeClient client = NodeClient.of(node);
                NodeClient other = NodeClient.of(node)) {
            List<ChatMember> members = new ArrayList<>();
            for (int i = 0; i < MEMBERS; i++) {
                members.add(ChatMember.join(client.channel(), "user-" + i, "tea", latencies::add));
            }
            talk(members);
            List<Double> alone = new ArrayList<>();
            List<Double> flooded = new ArrayList<>();
            List<Double> unread = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                alone.add(talk(members));
                flooded.add(underFlood(other, members));
                unread.add(besideADeafOne(other, members));
            }

            LOG.info("chat: p99-ms={} with-a-flood={} with-a-member-that-never-reads={}", alone, flooded, unread);
            assertThat(median(flooded)).as("p99 with a flood").isLessThan(3 * median(alone) + 20);
            assertThat(median(unread)).as("p99 beside one that never reads").isLessThan(3 * median(alone) + 20);
            assertThat(hub.alive()).isTrue();
        }
    }

    private double underFlood(NodeClient client, List<ChatMember> members) throws InterruptedException {
        long began = System.nanoTime();
        LongConsumer ignored = nanos -> {};
        ChatMember flooder = ChatMember.join(client.channel(), "flooder", "tea", ignored);
        AtomicBoolean over = new AtomicBoolean();
        Thread flood = new Thread(() -> flood(flooder, over));
        flood.start();
        double p99 = talk(members);
        over.set(true);
        flood.join();
        flooder.leave();
        double seconds = (System.nanoTime() - began) / 1e9;
        assertThat(flooder.refused())
                .as("refused, and read no faster than that")
                .isBetween(100 * ROUND.toSeconds(), (long) (2_000 * (seconds + 1)));
        LOG.info("chat: flood refused={} seconds={}", flooder.refused(), seconds);
        assertThat(flooder.accepted()).as("accepted").isLessThan((long) (BURST + 1.2 * PER_SECOND * seconds));
        return p99;
    }

    private static void flood(ChatMember flooder, AtomicBoolean over) {
        long next = System.nanoTime();
        while (!over.get()) {
            for (int i = 0; i < FLOOD_PER_MS && flooder.isReady(); i++) {
                flooder.flood();
            }
            next += TimeUnit.MILLISECONDS.toNanos(1);
            long wait = next - System.nanoTime();
            if (wait > 0) {
                Await.passing(Duration.ofNanos(wait));
            }
        }
    }

    /** It takes nothing of what the others say, and they say more than fits on its way. */
    private double besideADeafOne(NodeClient client, List<ChatMember> members) throws InterruptedException {
        ChatMember deaf = ChatMember.deaf(client.channel(), "deaf", "tea");
        double p99 = talk(members);
        assertThat(client.gauge("outbound_bytes")).as("bytes on their way").isLessThan(1 << 20);
        deaf.leave();
        return p99;
    }

    /**
     * Everyone says something in turn, for a while; how long it took at most until it was heard, but for one in a
     * hundred.
     */
    private double talk(List<ChatMember> members) throws InterruptedException {
        latencies.clear();
        long end = System.nanoTime() + ROUND.toNanos();
        long said = 0;
        long before = members.get(0).heard();
        for (int i = 0; System.nanoTime() < end; i++) {
            members.get(i % members.size()).sayTheTime();
            said++;
            Await.passing(Duration.ofMillis(BETWEEN_MS));
        }
        long expected = before + said;
        for (ChatMember member : members) {
            Await.until("everything is heard", Duration.ofSeconds(20), () -> member.heard() >= expected);
        }
        List<Long> sorted = latencies.stream().sorted().toList();
        return sorted.get(sorted.size() * 99 / 100) / 1e6;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
