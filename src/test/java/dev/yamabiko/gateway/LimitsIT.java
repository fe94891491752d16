package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.LogStream;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.Outcome;
import dev.yamabiko.chaos.rig.Rounds;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.grpc.health.v1.HealthCheckRequest;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Limits of a hub in a process of its own, as clients meet them behind a proxy that says whose call it is. */
@Tag("measures")
class LimitsIT {

    private static final Logger LOG = LoggerFactory.getLogger(LimitsIT.class);
    private static final Duration SOON = Duration.ofMinutes(4);
    private static final String HEALTH = "/grpc.health.v1.Health/Check";
    private static final byte[] CHECK = GrpcFrames.plain(HealthCheckRequest.getDefaultInstance());
    private static final String GREEDY = "192.0.2.1";
    private static final String MODEST = "192.0.2.2";

    /** Of every caller, a second. */
    private static final int RATE = 100;

    private static final int SECONDS = Rounds.LONG ? 60 : 4;
    private static final int RECORDS_PER_SECOND = 1_000;
    private static final int RECORD_BYTES = 1_000;
    private static final int ADDRESSES = Rounds.LONG ? 1_000_000 : 20_000;
    private static final int REMEMBERED = 1_000;

    /** What docs/architecture.md says of each, and addresses are callers, too. */
    private static final long MOST_REMEMBERED_BYTES = 2L * REMEMBERED * 4_096;

    private static final Percentage FIVE = Percentage.withPercentage(5);

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void shouldGiveACallerAtTenTimesItsLimitItsRateAndOthersAllTheyAskFor() throws Exception {
        HubNode node = limited("caller: {calls-per-second: " + RATE + "}");
        try (HubProcess hub = node.start();
                Caller greedy = new Caller(node, GREEDY);
                Caller modest = new Caller(node, MODEST)) {
            // Given: what may come at once is used up
            greedy.call(10 * RATE);
            modest.call(1);
            int before = greedy.answered;

            // When: one asks ten times as often as it may, the other half as often
            long begun = System.nanoTime();
            for (int turn = 0; turn < 50 * SECONDS; turn++) {
                greedy.call(10 * RATE / 50);
                modest.call(RATE / 2 / 50);
                LockSupport.parkNanos(begun + (turn + 1) * 20_000_000L - System.nanoTime());
            }
            double seconds = (System.nanoTime() - begun) / 1e9;

            // Then
            double perSecond = (greedy.answered - before) / seconds;
            LOG.info("limits: asked-per-second={} answered-per-second={}", 10 * RATE * SECONDS / seconds, perSecond);
            assertThat(perSecond).isCloseTo(RATE, FIVE);
            assertThat(modest.answered).as("of the other's").isEqualTo(1 + SECONDS * RATE / 2);
            assertThat(hub.alive()).isTrue();
        }
    }

    @Test
    void shouldTakeAndSendRecordsAtTheirRate() {
        HubNode node = limited("caller: {records-per-second: " + RECORDS_PER_SECOND + "}");
        int records = RECORDS_PER_SECOND / 2 + SECONDS * RECORDS_PER_SECOND;
        try (HubProcess hub = node.start();
                NodeClient client = NodeClient.of(node)) {
            LogEntry entry = LogEntry.newBuilder()
                    .setApplication("limited")
                    .setMessage("x".repeat(RECORD_BYTES))
                    .build();
            client.gauges(); // connects
            double in = seconds(() ->
                    client.collect(Stream.generate(() -> entry).limit(records).iterator()));
            LongAdder came = new LongAdder();
            double out = seconds(() -> LogStream.entries(
                            client.channel(),
                            LogStreamRequest.newBuilder()
                                    .setApplication("limited")
                                    .build(),
                            next -> came.increment())
                    .outcome(SOON));

            LOG.info("limits: records={} in-seconds={} out-seconds={}", records, in, out);
            assertThat(came.sum()).isEqualTo(records);
            assertThat(in).isCloseTo(SECONDS, FIVE);
            assertThat(out).isCloseTo(SECONDS, FIVE);
            assertThat(hub.alive()).isTrue();
        }
    }

    @Test
    void shouldStayWithinItsBoundThoughMoreAddressesComeThanItRemembers() throws Exception {
        String quota = "{streams: 10, calls-per-second: 10, records-per-second: 10, bytes-per-second: 100}";
        HubNode node = limited("remembered: " + REMEMBERED + ", caller: " + quota + ", address: " + quota);
        try (HubProcess hub = node.start();
                Caller proxy = new Caller(node, MODEST)) {
            proxy.call(1);
            long before = hub.liveHeapBytes();

            for (int i = 0; i < ADDRESSES; i += 100) {
                for (int j = i; j < i + 100; j++) {
                    proxy.send("10." + (j >> 16) + "." + (j >> 8 & 255) + "." + (j & 255));
                }
                proxy.await(100);
            }

            long grown = hub.liveHeapBytes() - before;
            LOG.info("limits: addresses={} grown-kib={}", ADDRESSES, grown >> 10);
            assertThat(proxy.answered).isEqualTo(1 + ADDRESSES);
            assertThat(grown).isLessThan(MOST_REMEMBERED_BYTES);
        }
    }

    private HubNode limited(String limits) {
        return HubNode.in(folder).config("limits: {proxies: [127.0.0.1], " + limits + "}");
    }

    private static double seconds(Supplier<Outcome> call) {
        long begun = System.nanoTime();
        Outcome outcome = call.get();
        assertThat(outcome.ok()).as("%s", outcome).isTrue();
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Calls over one connection of a proxy. */
    private static final class Caller implements AutoCloseable {
        private final RawSocket socket;
        private final String from;
        private int calls;
        private int answered;

        /** {@code from}: whose calls they are. */
        Caller(HubNode node, String from) throws IOException {
            this.socket = RawSocket.connect(node.port()).preface().polite();
            this.from = from;
        }

        /** So many calls at once, all of which end. */
        void call(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                send(from);
            }
            await(count);
        }

        void send(String caller) throws IOException {
            int stream = Flood.stream(calls++);
            socket.call(stream, HEALTH, "x-forwarded-for", caller).data(stream, true, CHECK);
        }

        void await(int count) throws IOException {
            int ended = 0;
            while (ended < count) {
                RawSocket.Frame frame = socket.next();
                ended += frame.endsStream() ? 1 : 0;
                answered += frame.type() == RawSocket.DATA ? 1 : 0;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
