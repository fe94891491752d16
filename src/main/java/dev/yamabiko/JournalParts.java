package dev.yamabiko;

import dev.yamabiko.cluster.Cluster;
import dev.yamabiko.cluster.journal.HazelcastJournal;
import dev.yamabiko.config.HubConfig;
import dev.yamabiko.config.JournalConfig;
import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.storage.PostgresAccess;
import dev.yamabiko.storage.PostgresJournal;
import dev.yamabiko.storage.SqliteJournal;
import dev.yamabiko.stream.Journal;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Which journal a node has. Stateless. */
final class JournalParts {

    private JournalParts() {}

    /** The journal of a node, not open yet; {@code cluster}: null outside of one. */
    static Journal journal(
            Vertx vertx, HubConfig config, @Nullable Cluster cluster, Clock clock, RandomGenerator random) {
        JournalConfig settings = config.journal();
        JournalBounds bounds = new JournalBounds(
                settings.maxBytes(), settings.checkBytes(), config.stream().maxTopics());
        return switch (settings.resolved(config.cluster().enabled())) {
            case "memory" -> new MemoryJournal(vertx, bounds, clock, random);
            case "postgres" -> new PostgresJournal(vertx, access(settings), bounds, clock, random);
            case "hazelcast" -> shared(config, cluster, clock, random);
            default -> new SqliteJournal(vertx, Path.of(config.data()), bounds, clock, random);
        };
    }

    private static Journal shared(HubConfig config, @Nullable Cluster cluster, Clock clock, RandomGenerator random) {
        if (cluster == null) {
            throw new IllegalArgumentException("journal.type: hazelcast (expected: a node of a cluster)");
        }
        JournalConfig settings = config.journal();
        HazelcastJournal.Bounds bounds =
                new HazelcastJournal.Bounds(settings.maxBytes(), config.stream().maxTopics(), settings.keysPerTopic());
        return cluster.journal(bounds, clock, random);
    }

    /** The database of a hub, which has one. */
    static PostgresAccess access(JournalConfig settings) {
        return new PostgresAccess(settings.database(), settings.connections(), settings.answerMs());
    }
}
