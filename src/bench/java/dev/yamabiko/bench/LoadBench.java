package dev.yamabiko.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.bench.report.Report;
import dev.yamabiko.chaos.rig.HubNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The whole bench: figures for {@code docs/benchmarks.md}, under {@code target/bench}. */
class LoadBench {

    @Test
    void shouldMeasureHubAndPeers() throws IOException {
        Report report = new Bench(Settings.full(), HubNode.jar().resolveSibling("bench")).run();

        assertThat(report.series()).isNotEmpty();
    }
}
