package dev.yamabiko.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.Await;
import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.WorkFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a log entry costs the hub: its processor time for each entry ingested, and for each entry delivered to 100
 * followers, ingest and fsync included. Writes {@code target/bench/logs.md}.
 */
class LogStreamBench {

    private static final int WARM_UP_ROUNDS = 4;
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 7);
    private static final int INGESTED = 2_000_000;
    private static final int DELIVERED = 200_000;
    private static final int STREAMS = 100;
    private static final int CONNECTIONS = 4;
    private static final Duration ROUND_LIMIT = Duration.ofMinutes(2);

    @TempDir(factory = WorkFolder.class)
    Path folder;

    @Test
    void shouldMeasureIngestAndFanOut() throws IOException {
        HubNode node = HubNode.in(folder).jvm("-Xmx1g");
        List<String> rows = new ArrayList<>();
        try (HubProcess hub = node.start();
                Driver driver = new Driver(node.port(), CONNECTIONS)) {
            rows.add(rounds("ingest, one stream", INGESTED, 1, hub, () -> driver.write(INGESTED))
                    .row());
            driver.follow(STREAMS, (long) INGESTED * (WARM_UP_ROUNDS + ROUNDS));
            rows.add(rounds("fan-out to 100 streams on 4 connections", DELIVERED, STREAMS, hub, () -> {
                        long expected = driver.received() + (long) DELIVERED * STREAMS;
                        driver.write(DELIVERED);
                        Await.until("delivery", ROUND_LIMIT, () -> driver.received() >= expected);
                        assertThat(driver.received()).isEqualTo(expected);
                    })
                    .row());
        }
        String table = "| what | hub CPU per record, median | spread | records/s |\n|---|---|---|---|\n"
                + String.join("\n", rows) + "\n";
        Path report = HubNode.jar().resolveSibling("bench").resolve("logs.md");
        Files.createDirectories(report.getParent());
        Files.writeString(report, table);
        System.out.println(table);
    }

    private static Measured rounds(String what, int entries, int readers, HubProcess hub, Runnable round) {
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            round.run();
        }
        List<Long> cpu = new ArrayList<>();
        List<Long> wall = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            long cpuBefore = hub.cpu().toNanos();
            long before = System.nanoTime();
            round.run();
            wall.add(System.nanoTime() - before);
            cpu.add(hub.cpu().toNanos() - cpuBefore);
        }
        return new Measured(what, (long) entries * readers, cpu, wall);
    }
}
