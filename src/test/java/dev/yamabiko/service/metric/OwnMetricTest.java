package dev.yamabiko.service.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.node.Readiness;
import dev.yamabiko.stream.Gauges;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the hub measures, against what the docs say and against what the operating system says. */
@Timeout(30)
class OwnMetricTest {

    @Test
    void shouldBeWhatTheDocsSay() throws Exception {
        List<String> documented = Files.readAllLines(Path.of("docs/metrics.md")).stream()
                .dropWhile(line -> !line.equals("| name | type | label | meaning |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(OwnMetric.values())
                        .map(metric -> "| `" + metric.title() + "` | "
                                + metric.type().text() + " | " + metric.label() + " | " + metric.meaning() + " |")
                        .toList());
    }

    @Test
    void shouldMeasureAllThatTheDocsSay() throws Exception {
        // Given
        Vertx vertx = Vertx.vertx();
        Sampler node = new NodeSampler();
        Sampler hub = new HubSampler(gauges(), new Readiness(vertx), new LoopLag());

        // When
        node.sample(new Samples());
        hub.sample(new Samples());
        burn(600);
        Samples samples = new Samples();
        node.sample(samples);
        hub.sample(samples);

        // Then
        Set<String> measured = samples.all().stream()
                .map(sample -> sample.metric().title())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> all = Arrays.stream(OwnMetric.values())
                .map(OwnMetric::title)
                .filter(title -> !title.startsWith("disk_")) // there may be no disk in a container
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(measured).containsAll(all);
        assertThat(samples.all()).allSatisfy(OwnMetricTest::assertThatFitsItsName);
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldTellHowLongAnEventLoopWasBlocked() throws Exception {
        // Given
        Vertx vertx = Vertx.vertx();
        Context loop = vertx.getOrCreateContext();
        LoopLag lag = new LoopLag();
        lag.takeSeconds(); // it looks closer while somebody asks
        loop.runOnContext(v -> lag.watch(vertx));

        // When
        Promise<Void> over = Promise.promise();
        loop.runOnContext(v -> burn(400));
        loop.runOnContext(v -> vertx.setTimer(50, timer -> over.complete()));
        over.future().await(10, TimeUnit.SECONDS);

        // Then
        assertThat(lag.takeSeconds()).as("due after 100 ms").isBetween(0.25, 5.0);
        assertThat(lag.takeSeconds()).as("since it was asked last").isLessThan(0.25);
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldAgreeWithTheOperatingSystem() throws Exception {
        // Given a Linux whose figures do not move much while they are read
        Path meminfo = Path.of("/proc/meminfo");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(meminfo));
        Sampler node = new NodeSampler();
        node.sample(new Samples());
        long[] before = cpu();

        // When
        burn(1_000);
        Samples samples = new Samples();
        node.sample(samples);
        long[] after = cpu();
        String memory = Files.readString(meminfo);

        // Then
        assertThat(value(samples, OwnMetric.MEMORY_TOTAL_BYTES)).isEqualTo(kilobytes(memory, "MemTotal") * 1024.0);
        assertThat(value(samples, OwnMetric.MEMORY_AVAILABLE_BYTES))
                .isBetween(
                        kilobytes(memory, "MemAvailable") * 1024.0 * 0.95,
                        kilobytes(memory, "MemAvailable") * 1024.0 * 1.05);
        double total = Arrays.stream(after).sum() - Arrays.stream(before).sum();
        double idle = after[3] + after[4] - before[3] - before[4];
        assertThat(value(samples, OwnMetric.CPU_USAGE_RATIO))
                .isBetween(1 - idle / total - 0.05, 1 - idle / total + 0.05);
        assertThat(value(samples, OwnMetric.PROCESS_CPU_RATIO))
                .as("one busy thread")
                .isGreaterThan(0.3 / value(samples, OwnMetric.CPU_COUNT));
    }

    /** With a value for each metric that is one. */
    private static Gauges gauges() {
        Gauges gauges = new Gauges();
        Arrays.stream(OwnMetric.values())
                .map(OwnMetric::title)
                .filter(title -> title.startsWith("hub_") && !title.endsWith("_per_second"))
                .filter(title -> !title.equals("hub_serving") && !title.equals("hub_event_loop_lag_seconds"))
                .forEach(title -> gauges.of(title.substring("hub_".length())).increment());
        return gauges;
    }

    private static void assertThatFitsItsName(Samples.Sample sample) {
        OwnMetric metric = sample.metric();
        assertThat(sample.value()).as(metric.title()).isFinite();
        assertThat(sample.labels().keySet())
                .as(metric.title())
                .isEqualTo(metric.label().isEmpty() ? Set.of() : Set.of(metric.label()));
        if (metric.title().endsWith("_ratio")) {
            assertThat(sample.value()).as(metric.title()).isBetween(0.0, 1.0);
        }
    }

    /** User, nice, system, idle, iowait, irq, softirq, steal. */
    private static long[] cpu() throws Exception {
        String[] words = Files.readAllLines(Path.of("/proc/stat")).get(0).trim().split(" +", -1);
        return Arrays.stream(words).skip(1).limit(8).mapToLong(Long::parseLong).toArray();
    }

    private static long kilobytes(String meminfo, String key) {
        Matcher line = Pattern.compile(key + ": +(\\d+) kB").matcher(meminfo);
        assertThat(line.find()).isTrue();
        return Long.parseLong(line.group(1));
    }

    private static double value(Samples samples, OwnMetric metric) {
        return samples.all().stream()
                .filter(sample -> sample.metric() == metric)
                .findFirst()
                .orElseThrow()
                .value();
    }

    /** Keeps a processor busy. */
    private static void burn(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
