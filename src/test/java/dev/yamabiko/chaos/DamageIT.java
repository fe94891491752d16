package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.Entries;
import dev.yamabiko.chaos.rig.HistoryChecker;
import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.Outcome;
import dev.yamabiko.chaos.rig.Reading;
import dev.yamabiko.chaos.rig.Recorder;
import dev.yamabiko.chaos.rig.Report;
import dev.yamabiko.chaos.rig.Seed;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.support.Await;
import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A journal's file that is not what the hub left behind: said in a line, and never served as good. */
class DamageIT {

    private static final Logger LOG = LoggerFactory.getLogger(DamageIT.class);
    private static final int FLIPS = 2 * Integer.getInteger("chaos.rounds", 3);
    private static final int COUNT = 5_000;
    private static final int CALL = 100;
    private static final Duration SOON = Duration.ofSeconds(30);

    private static byte[] whole;

    private final Recorder recorder = new Recorder();
    private HubNode node;
    private Path journal;

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @BeforeAll
    static void writeAJournal(@TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS) Path folder)
            throws IOException {
        HubNode node = HubNode.in(folder);
        try (HubProcess hub = node.start();
                NodeClient client = NodeClient.of(node)) {
            for (int first = 1; first <= COUNT; first += CALL) {
                assertThat(client.collect(Entries.of("damage", 1).range(first, first + CALL - 1))
                                .ok())
                        .isTrue();
            }
            hub.terminate();
            assertThat(hub.awaitExit(SOON)).isZero();
        }
        whole = Files.readAllBytes(node.data().resolve("journal.db"));
    }

    @BeforeEach
    void beginAnew() throws IOException {
        recorder.sending("logs/damage", 1, 1).add(COUNT).acknowledge();
        useFolder("data");
    }

    @Test
    void shouldNotStartOnAFileThatIsCut() throws IOException {
        Files.write(journal, Arrays.copyOf(whole, whole.length / 2));
        assertRefused(journal.toString());
    }

    @Test
    void shouldNotStartOnAFileThatIsSomethingElse() throws IOException {
        byte[] garbage = new byte[whole.length];
        new SplittableRandom(1).nextBytes(garbage);
        Files.write(journal, garbage);
        assertRefused(journal.toString());
    }

    @Test
    void shouldSayWhichRecordsAreDamagedAndDeliverTheOthers() throws IOException {
        int damaged = COUNT / 2;
        writeFlipped(indexOf("1/" + damaged + " "));
        try (HubProcess hub = node.start();
                NodeClient client = NodeClient.of(node)) {
            Reading before = recorder.follows("until the damage", "logs/damage");
            Outcome outcome = client.read("damage", before);
            assertThat(outcome.code()).as(outcome.toString()).isEqualTo(Status.Code.DATA_LOSS);
            assertThat(outcome.reason()).isEqualTo("JOURNAL_DAMAGED");
            assertThat(outcome.status().getDescription())
                    .contains("logs/damage", journal.getFileName().toString());
            assertThat(before.last()).isBetween((long) damaged - CALL, damaged - 1L);

            Reading after = new Reading("after the damage", "logs/damage", false);
            LogStreamRequest.Builder request = LogStreamRequest.newBuilder().setApplication("damage");
            request.getResumeBuilder().putAfter("logs/damage", damaged + (long) CALL);
            assertThat(client.stream(request.build(), after::add).outcome(SOON).ok())
                    .isTrue();
            assertThat(after.runs())
                    .containsExactly(new Reading.Run(
                            damaged + (long) CALL + 1, 1, damaged + (long) CALL + 1, COUNT - damaged - (long) CALL));
            assertThat(after.altered()).isZero();
            assertClean();
            assertThat(hub.alive()).isTrue();
        }
    }

    @Test
    void shouldServeNothingWrongWhateverByteIsFlipped() throws IOException {
        RandomGenerator random = Seed.of("DamageIT");
        for (int flip = 1; flip <= FLIPS; flip++) {
            int at = random.nextInt(whole.length);
            useFolder("data-" + flip);
            writeFlipped(at);
            try (HubProcess hub = node.launch()) {
                String found = startsOrRefuses(hub) ? serves(flip) : "refused: " + lastLine(hub);
                LOG.info("byte {} of {} flipped: {}", at, whole.length, found);
            }
        }
        assertClean();
    }

    private String serves(int flip) {
        try (NodeClient client = NodeClient.of(node)) {
            Reading reading = recorder.follows("after flip " + flip, "logs/damage");
            Outcome outcome = client.read("damage", reading);
            if (!outcome.ok()) {
                assertThat(outcome.reason()).as(outcome.toString()).isEqualTo("JOURNAL_DAMAGED");
                return outcome.toString();
            }
            assertThat(reading.last()).isEqualTo(COUNT);
            return "all entries are there";
        }
    }

    /** True once it is ready; false once it has said, in a line, what is wrong with the file. */
    private boolean startsOrRefuses(HubProcess hub) {
        Await.until("ready or refused", SOON, () -> hub.ready() || !hub.alive());
        if (!hub.ready()) {
            assertRefused(hub, journal.toString());
        }
        return hub.ready();
    }

    private void assertRefused(String what) {
        try (HubProcess hub = node.launch()) {
            assertRefused(hub, what);
        }
    }

    private static void assertRefused(HubProcess hub, String what) {
        assertThat(hub.awaitExit(SOON)).isEqualTo(1);
        assertThat(hub.ready()).isFalse();
        assertThat(lastLine(hub)).startsWith("yamabiko: ").contains(what);
        assertThat(hub.errors()).doesNotContain("\tat ", "Exception");
    }

    private static String lastLine(HubProcess hub) {
        return hub.errors().lines().reduce("", (before, line) -> line);
    }

    /** A folder of its own: what a hub that was killed left beside the file would be taken for its log. */
    private void useFolder(String name) throws IOException {
        node = HubNode.in(folder).data(folder.resolve(name));
        journal = Files.createDirectories(node.data()).resolve("journal.db");
    }

    /** The journal as it was written, but for one bit. */
    private void writeFlipped(int at) throws IOException {
        byte[] bytes = whole.clone();
        bytes[at] ^= 0x10;
        Files.write(journal, bytes);
    }

    private static int indexOf(String text) {
        int at = new String(whole, StandardCharsets.ISO_8859_1).indexOf(text);
        assertThat(at).isPositive();
        return at;
    }

    private void assertClean() {
        Report report = HistoryChecker.check(recorder.history());
        assertThat(report.violations()).as(report.toString()).isEmpty();
    }
}
