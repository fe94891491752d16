package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.Entries;
import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.Link;
import dev.yamabiko.chaos.rig.LogStream;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.Seed;
import dev.yamabiko.chaos.rig.Upload;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls that are given up, in every state a call can be in. */
@Tag("measures")
class CancelIT {

    private static final Logger LOG = LoggerFactory.getLogger(CancelIT.class);
    private static final int CALLS = Math.min(10_000, 1_000 * Integer.getInteger("soak.rounds", 1));
    private static final int CALLS_OF_A_CONNECTION = 50;
    private static final int NOISE_BYTES = 512 << 10;
    private static final Duration SOON = Duration.ofSeconds(10);

    private final RandomGenerator random = Seed.of("CancelIT");

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void shouldHoldNothingOfCallsThatAreGivenUpOrCutOff() {
        HubNode node = HubNode.in(folder);
        try (HubProcess hub = node.start();
                NodeClient watching = NodeClient.of(node)) {
            assertThat(watching.collect(Entries.of("history", 1).range(1, 20_000))
                            .ok())
                    .isTrue();
            half(node);
            long first = heapAtRest(hub, watching);
            half(node);
            long second = heapAtRest(hub, watching);
            LOG.info(
                    "{} calls given up: live heap {} KiB, then {} KiB; rss {} MiB",
                    CALLS,
                    first >> 10,
                    second >> 10,
                    hub.residentBytes() >> 20);
            assertThat(second - first).as("growth of the live heap").isLessThan(NOISE_BYTES);
        }
    }

    private void half(HubNode node) {
        for (int calls = 0; calls < CALLS / 2; calls += CALLS_OF_A_CONNECTION) {
            try (Link link = new Link(node.port());
                    NodeClient client = NodeClient.at(link.port())) {
                List<Runnable> ways = new ArrayList<>();
                for (int call = 0; call < CALLS_OF_A_CONNECTION; call++) {
                    ways.add(open(client));
                }
                if (random.nextBoolean()) {
                    client.gauges();
                }
                if (random.nextInt(3) == 0) {
                    ways.forEach(Runnable::run);
                    client.gauges();
                } else {
                    link.cut(random.nextBoolean());
                }
            }
        }
    }

    /** Opens a call of any kind; the way to give it up. */
    private Runnable open(NodeClient client) {
        LogStreamRequest all = LogStreamRequest.newBuilder()
                .setApplication(random.nextBoolean() ? "history" : "")
                .setFollow(random.nextBoolean())
                .setHeartbeatSeconds(random.nextInt(2))
                .build();
        return switch (random.nextInt(6)) {
            case 0 -> LogStream.half(client.channel(), all)::cancel;
            case 1 -> LogStream.lines(client.channel(), all, random.nextInt(100), line -> {})::cancel;
            case 2 -> client.stream(all, line -> {})::cancel;
            case 3 -> upload(client, 0)::cancel;
            case 4 -> upload(client, random.nextInt(1, 500))::cancel;
            default -> {
                Upload upload = upload(client, random.nextInt(1, 50));
                upload.halfClose();
                yield upload::cancel;
            }
        };
    }

    private static Upload upload(NodeClient client, int entries) {
        Upload upload = client.upload();
        Entries.of("given-up", 1).range(1, entries).forEachRemaining(upload::send);
        return upload;
    }

    /** What is alive once everything that a call may hold is gone. */
    private static long heapAtRest(HubProcess hub, NodeClient watching) {
        Map<String, Long> rest = Map.of(
                "calls_open", 1L,
                "connections_open", 1L,
                "call_timers", 0L,
                "inbound_bytes", 0L,
                "outbound_bytes", 0L,
                "append_bytes_pending", 0L,
                "subscriptions_open", 0L,
                "window_bytes", 0L);
        try {
            Await.until(
                    "gauges at rest", SOON, () -> watching.gauges().entrySet().containsAll(rest.entrySet()));
        } catch (AssertionError late) {
            assertThat(watching.gauges()).containsAllEntriesOf(rest);
            throw late;
        }
        return hub.liveHeapBytes();
    }
}
