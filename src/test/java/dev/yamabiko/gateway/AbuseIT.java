package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.Rounds;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.Certificate;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A hub that is flooded: what others notice of it, what it costs in memory, and what is left of it. */
@Tag("measures")
class AbuseIT {

    private static final Logger LOG = LoggerFactory.getLogger(AbuseIT.class);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int CALLS = 1_000;
    private static final int HALF_OPEN = Rounds.LONG ? 10_000 : 2_500;
    private static final int MEMORY_MIB = 384;
    private static final long MOST_LIVE_BYTES = 64L << 20;
    private static final long MOST_RESIDENT_BYTES = 640L << 20;

    private static final long BETWEEN_NEWCOMERS_NANOS = 100_000_000;
    /** Clients have processors of their own: here they are served before the hub, and the hub before who floods it. */
    private static final List<String> BEHIND_ITS_CLIENTS = List.of("nice", "-n", "5");

    /** Below that, ten times as much is less than a turn or two of the scheduler of a machine that builds. */
    private static final long LEAST_QUIET_NANOS = Rounds.LONG ? 0 : 500_000;

    private static final Duration WARM = Duration.ofMillis(300);
    private static final Duration FLOOD = Duration.ofMillis(Rounds.LONG ? 20_000 : 700);

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void shouldServeOthersUnderEveryFlood() throws Exception {
        HubNode node = bounded(HubNode.in(folder));
        try (HubProcess hub = node.start();
                NodeClient watching = NodeClient.of(node)) {
            List<String> slow = new ArrayList<>();
            try (Bystander other = new Bystander(() -> RawSocket.connect(node.port()));
                    FloodProcess flooder = new FloodProcess(node.port())) {
                warmUp(flooder, other);
                long quiet = quiet(other);
                LOG.info("abuse: quiet-us={}", quiet / 1_000);
                for (Flood flood : Flood.values()) {
                    long flooded = flooded(hub, flooder, flood, other, 10 * quiet);
                    if (flooded > 10 * quiet) {
                        slow.add(flood + ": p99 " + flooded / 1_000 + " us");
                    }
                }
                assertThat(slow).as("p99 over 10 times %d us", quiet / 1_000).isEmpty();
            }
            assertServesAsBefore(hub, watching);
        }
    }

    @Test
    void shouldServeOthersWhileThousandsOfHandshakesDoNotEnd() throws Exception {
        HubNode encrypting = encrypting();
        try (HubProcess second = encrypting.start();
                Bystander other =
                        new Bystander(() -> RawSocket.over(TlsClient.handshake(encrypting.port(), "TLSv1.3")));
                FloodProcess flooder = new FloodProcess(encrypting.port())) {
            long quiet = quiet(other);
            CompletableFuture<Void> flooding = CompletableFuture.runAsync(() -> begin(flooder));
            Newcomers newcomers = new Newcomers(encrypting.port(), () -> !flooding.isDone());
            newcomers.start();
            long flooded = other.p99Nanos(CALLS, flooding::isDone);
            flooding.get();
            LOG.info(
                    "abuse: half-open={} p99-us={} quiet-us={} rss-mib={} {}",
                    HALF_OPEN,
                    flooded / 1_000,
                    quiet / 1_000,
                    second.residentBytes() >> 20,
                    newcomers);
            assertThat(flooded).as("p99").isLessThan(10 * quiet);
            newcomers.assertAllServed();
            assertBounded(second);
            assertThat(flooder.end()).contains("handshakes=" + HALF_OPEN);
            assertRefusesAnotherHandshake(encrypting.port());
        }
    }

    private static void assertRefusesAnotherHandshake(int port) throws Exception {
        try (SSLSocket socket = TlsClient.handshake(port, "TLSv1.2")) {
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        while (socket.getInputStream().read() >= 0) {
                            // the hub's settings
                        }
                        throw new EOFException();
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    private HubNode encrypting() throws Exception {
        Certificate shown = Certificate.make(folder, "node");
        return bounded(HubNode.in(folder))
                .with(
                        "--tls-cert",
                        shown.certificate().toString(),
                        "--tls-key",
                        shown.key().toString());
    }

    private static HubNode bounded(HubNode node) {
        return node.through("127.0.0.1", BEHIND_ITS_CLIENTS)
                .jvm("-Xmx" + MEMORY_MIB + "m", "-XX:MaxDirectMemorySize=" + MEMORY_MIB + "m");
    }

    private static void assertServesAsBefore(HubProcess hub, NodeClient watching) {
        Map<String, Long> rest = Map.of(
                "calls_open", 1L,
                "connections_open", 1L,
                "call_timers", 0L,
                "inbound_bytes", 0L,
                "outbound_bytes", 0L,
                "subscriptions_open", 0L,
                "connections_half_open", 0L);
        Await.until("gauges at rest", SOON, () -> watching.gauges().entrySet().containsAll(rest.entrySet()));
        assertBounded(hub);
    }

    private static void assertBounded(HubProcess hub) {
        assertThat(hub.residentBytes()).as("resident").isLessThan(MOST_RESIDENT_BYTES);
        assertThat(hub.liveHeapBytes()).as("live heap").isLessThan(MOST_LIVE_BYTES);
        assertThat(hub.errors()).doesNotContain("OutOfMemory");
    }

    /** The floods whose turns cost most: what is measured later is compiled by then. */
    private static void warmUp(FloodProcess flooder, Bystander other) throws IOException {
        for (Flood flood : List.of(Flood.RAPID_RESET, Flood.MADE_YOU_RESET)) {
            flooder.begin(flood);
            other.p99Nanos(CALLS, over(FLOOD));
            flooder.end();
        }
    }

    private static long quiet(Bystander other) throws IOException {
        other.p99Nanos(3 * CALLS, () -> true);
        return Math.max(LEAST_QUIET_NANOS, other.p99Nanos(CALLS, over(FLOOD)));
    }

    private static BooleanSupplier over(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        return () -> System.nanoTime() > end;
    }

    private static long flooded(HubProcess hub, FloodProcess flooder, Flood flood, Bystander other, long most)
            throws IOException {
        Duration before = hub.cpu();
        flooder.begin(flood);
        other.p99Nanos(1, over(WARM));
        long p99 = other.p99Nanos(CALLS, over(FLOOD));
        if (p99 > most) { // of a flood the next second has as much, of something else on this machine it has not
            p99 = Math.min(p99, other.p99Nanos(CALLS, over(FLOOD)));
        }
        LOG.info(
                "abuse: flood={} p99-us={} {} hub-cpu-ms={} rss-mib={}",
                flood,
                p99 / 1_000,
                flooder.end(),
                hub.cpu().minus(before).toMillis(),
                hub.residentBytes() >> 20);
        return p99;
    }

    private static void begin(FloodProcess flooder) {
        try {
            flooder.beginHandshakes(HALF_OPEN);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** Handshakes that are done, one after the other, as long as it is asked for. */
    private static final class Newcomers extends Thread {
        private final int port;
        private final BooleanSupplier more;
        private int came;
        private long longestNanos;
        private @Nullable Throwable failure;

        Newcomers(int port, BooleanSupplier more) {
            super("newcomers");
            this.port = port;
            this.more = more;
        }

        @Override
        public void run() {
            try {
                while (more.getAsBoolean()) {
                    long begun = System.nanoTime();
                    TlsClient.shown(port);
                    longestNanos = Math.max(longestNanos, System.nanoTime() - begun);
                    came++;
                    LockSupport.parkNanos(BETWEEN_NEWCOMERS_NANOS);
                }
            } catch (Throwable error) {
                failure = error;
            }
        }

        void assertAllServed() throws InterruptedException {
            join(SOON.toMillis());
            assertThat(failure).isNull();
            assertThat(came).isPositive();
        }

        @Override
        public String toString() {
            return "newcomers=" + came + " longest-ms=" + longestNanos / 1_000_000;
        }
    }
}
