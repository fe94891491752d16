package dev.yamabiko.stream;

import static dev.yamabiko.support.Records.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.support.MessageFilter;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Readers of all kinds on one lane, while the relay loses, repeats and delays blocks, the journal answers late and in
 * any order, clients stall and leave, and retention removes what they read. After every event each of them has what it
 * is owed. A seed says all that happens: a failure names it.
 */
@ExtendWith(VertxExtension.class)
@Timeout(300)
class SimulationTest {

    private static final int SEEDS = 70 * Integer.getInteger("chaos.rounds", 3);
    private static final int EVENTS = 400;
    private static final StreamLimits SMALL = new StreamLimits(32 << 10, 16 << 20, 3_000, 1_000, 3_600_000, 7_200_000);
    private static final List<Topic> TOPICS = List.of(new Topic("logs/a"), new Topic("logs/b"), new Topic("logs/c"));
    private static final List<Filter> FILTERS =
            List.of(Filter.ALL, Filter.ALL, containing("a"), containing("b"), containing("z"));

    @Test
    void shouldGiveEveryReaderWhatItIsOwedWhateverHappens(Vertx vertx) {
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int last = seed;
            Stage.play(vertx, SMALL, stage -> {
                World world = new World(stage, random);
                try {
                    world.run();
                } catch (AssertionError | RuntimeException error) {
                    throw new AssertionError("seed " + last + ": " + error.getMessage(), error);
                }
            });
        }
    }

    private static Filter containing(String text) {
        return new MessageFilter(text, Long.MIN_VALUE, Long.MAX_VALUE, new AtomicInteger());
    }

    /** One run: what was appended, what the relay still has, and who reads. */
    private static final class World {

        private final Stage stage;
        private final SplittableRandom random;
        private final Map<Topic, List<String>> appended = new HashMap<>();
        private final List<Block> delayed = new ArrayList<>();
        private final List<SimulatedReader> readers = new ArrayList<>();

        World(Stage stage, SplittableRandom random) {
            this.stage = stage;
            this.random = random;
        }

        void run() {
            for (int event = 0; event < EVENTS; event++) {
                happen();
                readers.forEach(SimulatedReader::check);
                assertThat(stage.gauge(Gauges.WINDOW_BYTES)).isLessThanOrEqualTo(3_000 + 600);
            }
            settle();
            loseTheLastBlock();
            settle();
            readers.forEach(SimulatedReader::checkAtRest);
        }

        /** Nothing comes after it that would show it to be missing; a reader that comes may find it first. */
        private void loseTheLastBlock() {
            store();
            anyReader(this::reconnect);
        }

        private void happen() {
            switch (random.nextInt(16)) {
                case 0, 1, 2, 3 -> append();
                case 4, 5, 6, 7 -> stage.turns.runAny(random);
                case 8 -> deliverDelayed();
                case 9 -> stage.lane.checkTails();
                case 10 -> subscribe();
                case 11, 12, 13 -> anyReader(reader -> reader.sink.allow(random.nextInt(4)));
                case 14 -> trim();
                default -> rarely();
            }
        }

        private void rarely() {
            switch (random.nextInt(4)) {
                case 0 -> anyReader(reader -> reader.sink.disconnect());
                case 1 -> anyReader(reader -> reader.subscription.tick());
                case 2 -> anyReader(this::reconnect);
                default -> stage.turns.runAll();
            }
        }

        private void append() {
            Block block = store();
            switch (random.nextInt(8)) {
                case 0 -> {}
                case 1 -> delayed.add(block);
                case 2 -> {
                    stage.relay.deliver(block);
                    delayed.add(block);
                }
                default -> stage.relay.deliver(block);
            }
        }

        private Block store() {
            Topic topic = TOPICS.get(random.nextInt(TOPICS.size()));
            String[] messages = new String[random.nextInt(1, 6)];
            for (int i = 0; i < messages.length; i++) {
                messages[i] = random.nextBoolean() ? "a" : "b";
            }
            appended.computeIfAbsent(topic, key -> new ArrayList<>()).addAll(List.of(messages));
            return stage.store(batch(topic, 0, messages));
        }

        private void deliverDelayed() {
            if (!delayed.isEmpty()) {
                stage.relay.deliver(delayed.remove(random.nextInt(delayed.size())));
            }
        }

        private void trim() {
            Topic topic = TOPICS.get(random.nextInt(TOPICS.size()));
            stage.trim(topic, new TopicPolicy(random.nextInt(1, 200), 0, random.nextInt(1, 80)));
        }

        private void subscribe() {
            if (readers.stream().filter(reader -> !reader.sink.closed()).count() < 6) {
                Selection selection = random.nextInt(3) == 0
                        ? new Selection.Prefix("logs/")
                        : new Selection.Topics(Set.copyOf(TOPICS.subList(0, random.nextInt(1, 4))));
                Filter filter = FILTERS.get(random.nextInt(FILTERS.size()));
                ResumePoint from = new ResumePoint("", Map.of(), random.nextBoolean());
                begin(new ReadRequest(selection, filter, 0, random.nextInt(4) > 0, random.nextInt(2), from), Map.of());
            }
        }

        /** Goes on where a reader has stopped, with whatever it knows. */
        private void reconnect(SimulatedReader reader) {
            reader.sink.disconnect();
            Map<Topic, Long> after = reader.positions();
            ResumePoint from = new ResumePoint(stage.journal.epoch(), after, random.nextBoolean());
            begin(Stage.resuming(reader.request, from), after);
        }

        private void begin(ReadRequest request, Map<Topic, Long> after) {
            Map<Topic, Long> positions = new HashMap<>();
            TOPICS.stream().filter(request.selection()::matches).forEach(topic -> {
                long earliest = stage.journal.extent(topic).result().earliest();
                positions.put(topic, after.getOrDefault(topic, earliest - 1));
            });
            SimulatedReader reader = new SimulatedReader(stage, request, positions, appended);
            readers.add(reader);
            reader.subscribe();
        }

        private void anyReader(Consumer<SimulatedReader> action) {
            if (!readers.isEmpty()) {
                action.accept(readers.get(random.nextInt(readers.size())));
            }
        }

        private void settle() {
            readers.forEach(reader -> reader.sink.allow(Long.MAX_VALUE));
            stage.turns.runAll();
            stage.lane.checkTails();
            stage.lane.checkTails();
            stage.turns.runAll();
        }
    }
}
