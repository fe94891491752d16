package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.Rounds;
import dev.yamabiko.chaos.rig.Seed;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.editor.v1.Component;
import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.service.editor.LiveEditor;
import dev.yamabiko.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A hundred editors of one document: everybody sees soon what anybody types. */
class CrowdedDocumentIT {

    private static final Logger LOG = LoggerFactory.getLogger(CrowdedDocumentIT.class);
    private static final int EDITORS = 100;
    private static final int CONNECTIONS = 4;
    private static final int KEYS = EDITORS * (Rounds.LONG ? 60 : 5);
    private static final int KEYS_PER_SECOND = EDITORS;
    private static final int FIRST = 0x4E00;

    /** What is asked for is 100 ms; in a build other tests run beside this one. */
    private static final Duration SOON = Duration.ofMillis(Rounds.LONG ? 100 : 1_000);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SplittableRandom random = Seed.of("CrowdedDocumentIT");
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    private final Map<Integer, Key> keys = new ConcurrentHashMap<>();

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    /** When it was typed, how many have seen it, and when the last of them did. */
    private record Key(long typedAt, AtomicInteger seen, AtomicLong lastAt) {}

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    void shouldShowSoonWhatIsTyped() {
        HubNode node = HubNode.in(folder);
        try (HubProcess hub = node.start()) {
            List<NodeClient> clients = IntStream.range(0, CONNECTIONS)
                    .mapToObj(i -> NodeClient.of(node))
                    .toList();
            List<LiveEditor> editors = IntStream.range(0, EDITORS)
                    .mapToObj(i -> new LiveEditor(
                                    "crowded",
                                    "editor-" + i,
                                    () -> clients.get(i % CONNECTIONS).channel(),
                                    scheduler,
                                    this::seen)
                            .open())
                    .toList();

            long began = System.nanoTime();
            List<Long> micros = type(editors);

            double seconds = (System.nanoTime() - began) / 1e9;
            editors.forEach(editor -> assertThat(editor.failures()).isEmpty());
            String text = editors.get(0).text();
            assertThat(editors).allSatisfy(editor -> assertThat(editor.text()).isEqualTo(text));
            assertThat(text.codePoints().distinct().count()).isEqualTo(KEYS);
            LOG.info(
                    "crowded document: editors={} keys={} seconds={} p50-us={} p99-us={} max-us={} hub-cpu={}",
                    EDITORS,
                    KEYS,
                    seconds,
                    micros.get(KEYS / 2),
                    micros.get(KEYS * 99 / 100),
                    micros.get(KEYS - 1),
                    hub.cpu());
            assertThat(micros.get(KEYS * 99 / 100)).as("p99, microseconds").isLessThan(SOON.toNanos() / 1_000);
            editors.forEach(LiveEditor::leave);
            clients.forEach(NodeClient::close);
        }
    }

    /** One key after the other, at a steady rate, each by somebody else. */
    private List<Long> type(List<LiveEditor> editors) {
        long began = System.nanoTime();
        for (int number = 0; number < KEYS; number++) {
            long due = began + number * (1_000_000_000L / KEYS_PER_SECOND);
            Await.until("the next key is due", PATIENCE, () -> System.nanoTime() >= due);
            String typed = Character.toString(FIRST + number);
            LiveEditor editor = editors.get(number % EDITORS);
            keys.put(FIRST + number, new Key(System.nanoTime(), new AtomicInteger(), new AtomicLong()));
            Await.until(
                    "a text to type into",
                    PATIENCE,
                    () -> editor.type(typed, text -> random.nextInt(text.codePointCount(0, text.length()) + 1)));
        }
        Await.until(
                "everybody has seen everything",
                PATIENCE,
                () -> keys.values().stream().allMatch(key -> key.seen().get() == EDITORS));
        List<Long> micros = new ArrayList<>();
        keys.values().forEach(key -> micros.add((key.lastAt().get() - key.typedAt()) / 1_000));
        micros.sort(Long::compare);
        return micros;
    }

    private void seen(EditEvent event) {
        long now = System.nanoTime();
        for (Component component : event.getChange().getOperationList()) {
            component.getInsert().codePoints().forEach(codePoint -> {
                Key key = keys.get(codePoint);
                key.lastAt().accumulateAndGet(now, Math::max);
                key.seen().incrementAndGet();
            });
        }
        event.getOpened()
                .getText()
                .codePoints()
                .forEach(codePoint -> keys.get(codePoint).seen().incrementAndGet());
    }
}
