package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.Hub;
import dev.yamabiko.config.HubConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A whole hub in this JVM, on a port of its own. Use from one thread. */
public final class RunningHub implements AutoCloseable {

    private static final String MEMORY = "journal: {type: memory, max-bytes: 268435456}\n";
    private static final int ZEROS_IN_A_ROW = 50;
    private static final String QUIET = "logs: {own-entries: false}\n";

    private final Hub hub;

    private RunningHub(Hub hub) {
        this.hub = hub;
    }

    /** Keeps its records in memory, and says nothing of itself; {@code more}: further lines of its configuration. */
    public static RunningHub inMemory(Path folder, String... more) throws Exception {
        return start(folder, MEMORY + QUIET + String.join("\n", more));
    }

    /** {@code yaml}: its configuration, but for port and data. */
    public static RunningHub start(Path folder, String yaml) throws Exception {
        HubConfig config = HubConfig.load(Files.writeString(folder.resolve("hub.yaml"), yaml))
                .with(null, 0, folder.resolve("data"));
        Hub hub = new Hub(config);
        hub.start().await(30, TimeUnit.SECONDS);
        return new RunningHub(hub);
    }

    /** Where it listens, on the loopback interface. */
    public int port() {
        return hub.port();
    }

    /** A gauge, 0 if nothing was ever counted. */
    public long gauge(String name) {
        return hub.gauges().snapshot().getOrDefault(name, 0L);
    }

    /** Waits until gauges are back to 0, and stay there: what was sent last may not have been seen yet. */
    public void awaitZero(Duration limit, String... names) {
        AtomicInteger zeros = new AtomicInteger();
        await(limit, () -> zeros.updateAndGet(seen -> nonZero(names).isEmpty() ? seen + 1 : 0) >= ZEROS_IN_A_ROW);
        assertThat(nonZero(names)).as("what is still held").isEmpty();
    }

    /** Waits until a gauge has a value. */
    public void awaitGauge(Duration limit, String name, long value) {
        await(limit, () -> gauge(name) == value);
        assertThat(gauge(name)).as(name).isEqualTo(value);
    }

    /** Stops it, and says how long that took. */
    public Duration stop() throws TimeoutException {
        long before = System.nanoTime();
        hub.stop().await(60, TimeUnit.SECONDS);
        return Duration.ofNanos(System.nanoTime() - before);
    }

    @Override
    public void close() throws IOException, TimeoutException {
        stop();
    }

    private Map<String, Long> nonZero(String... names) {
        Map<String, Long> held = new TreeMap<>();
        for (String name : names) {
            if (gauge(name) != 0) {
                held.put(name, gauge(name));
            }
        }
        return held;
    }

    private static void await(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
