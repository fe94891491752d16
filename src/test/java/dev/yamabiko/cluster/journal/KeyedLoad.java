package dev.yamabiko.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.stream.Appended;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.IdempotencyKey;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.support.Answer;
import dev.yamabiko.support.Records;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Writers that append at random journals, each record with a key, until told to stop: what was not acknowledged is sent
 * again, somewhere else. Then it says whether each record is there once, where it was said to be.
 */
final class KeyedLoad {

    private final List<Journal> journals;
    private final List<Topic> topics;
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<Thread> writers = new ArrayList<>();
    private volatile boolean stopping;

    private KeyedLoad(List<Journal> journals, List<Topic> topics) {
        this.journals = journals;
        this.topics = topics;
    }

    /** {@code journals} may be changed while it runs. */
    static KeyedLoad start(List<Journal> journals, List<Topic> topics, int writers) {
        KeyedLoad load = new KeyedLoad(journals, topics);
        for (int i = 0; i < writers; i++) {
            int writer = i;
            Thread thread = new Thread(() -> load.write(writer), "writer-" + i);
            load.writers.add(thread);
            thread.start();
        }
        return load;
    }

    /** Records acknowledged so far. */
    int acknowledged() {
        return acknowledged.size();
    }

    /** Completes what is under way. */
    void stop() throws InterruptedException {
        stopping = true;
        for (Thread writer : writers) {
            writer.join(60_000);
            assertThat(writer.isAlive()).as("writer still waits").isFalse();
        }
        assertThat(failures).isEmpty();
    }

    /** Each record once, at its offset; offsets without gap. */
    void verify(Journal journal) {
        Map<String, Long> found = new HashMap<>();
        for (Topic topic : topics) {
            List<Block> blocks = Answer.await(journal.read(topic, 1, Long.MAX_VALUE, Integer.MAX_VALUE));
            long next = 1;
            for (LogEntry entry : Records.entries(blocks)) {
                assertThat(entry.getOffset()).isEqualTo(next++);
                assertThat(found.put(topic + " " + entry.getMessage(), entry.getOffset()))
                        .as("twice: " + entry.getMessage())
                        .isNull();
            }
        }
        assertThat(found).containsAllEntriesOf(acknowledged);
    }

    private void write(int writer) {
        SplittableRandom random = new SplittableRandom(writer);
        try {
            for (int i = 0; !stopping; i++) {
                Topic topic = topics.get(random.nextInt(topics.size()));
                String id = writer + "-" + i;
                long offset = offset(topic, id, random);
                acknowledged.put(topic + " " + id, offset);
            }
        } catch (RuntimeException | AssertionError error) {
            failures.add(error);
        }
    }

    private long offset(Topic topic, String id, SplittableRandom random) {
        for (int tries = 0; tries < 200; tries++) {
            Batch batch = Records.batch(topic, 0, id).keyed(new IdempotencyKey(id, 0));
            Journal journal = journals.get(random.nextInt(journals.size()));
            Appended appended = Answer.await(journal.append(List.of(batch))).get(0);
            if (appended.refusal() == null) {
                return appended.last();
            }
        }
        throw new AssertionError("refused again and again: " + id);
    }
}
