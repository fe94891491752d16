package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

import java.util.Set;

/**
 * How records are kept.
 *
 * @param type {@code auto}, {@code sqlite}, durable in the data folder, {@code memory}, gone with the process,
 *     {@code postgres}, durable in a database, or {@code hazelcast}, in the memory of the cluster; auto: postgres where
 *     there is a database, else hazelcast in a cluster, else sqlite
 * @param database where the database is, {@code postgresql://user:password@host:port/name}; empty: none
 * @param maxBytes largest size of the journal's file, or of what is held in memory; 0: no bound (sqlite, postgres), an
 *     eighth of the smallest heap (hazelcast)
 * @param checkBytes a file up to this size is checked whole before the node is ready, a larger one in the background
 * @param keyMinutes how long an idempotency key is remembered after its last use
 * @param keysPerTopic keys remembered of a topic; older ones are forgotten
 * @param connections most connections of this node to the database
 * @param answerMs how long the database may take to answer, milliseconds
 */
public record JournalConfig(
        String type,
        String database,
        long maxBytes,
        long checkBytes,
        int keyMinutes,
        int keysPerTopic,
        int connections,
        long answerMs) {

    private static final Set<String> TYPES = Set.of("auto", "sqlite", "memory", "postgres", "hazelcast");

    /** What holds when nothing is said. */
    public static final JournalConfig DEFAULT = new JournalConfig("auto", "", 0, 256L << 20, 60, 10_000, 6, 10_000);

    /** Refuses values that cannot be. */
    public JournalConfig {
        check(TYPES.contains(type), "journal.type", type, "auto, sqlite, memory, postgres or hazelcast");
        check(database.isEmpty() || isDatabase(database), "journal.database", "(not shown)", "postgresql://...");
        check(!type.equals("postgres") || !database.isEmpty(), "journal.database", database, "a URL for postgres");
        check(maxBytes >= 0, "journal.max-bytes", maxBytes, "0 or more");
        check(!type.equals("memory") || maxBytes > 0, "journal.max-bytes", maxBytes, "1 or more for memory");
        check(checkBytes >= 0, "journal.check-bytes", checkBytes, "0 or more");
        check(keyMinutes > 0, "journal.key-minutes", keyMinutes, "1 or more");
        check(keysPerTopic > 0, "journal.keys-per-topic", keysPerTopic, "1 or more");
        check(connections >= 3, "journal.connections", connections, "3 or more");
        check(answerMs >= 1_000, "journal.answer-ms", answerMs, "1000 or more");
    }

    /** The journal to use: what {@code auto} means is decided. */
    public String resolved(boolean clustered) {
        if (!type.equals("auto")) {
            return type;
        }
        if (!database.isEmpty()) {
            return "postgres";
        }
        return clustered ? "hazelcast" : "sqlite";
    }

    /** The same in another database. */
    JournalConfig in(String url) {
        return new JournalConfig(type, url, maxBytes, checkBytes, keyMinutes, keysPerTopic, connections, answerMs);
    }

    private static boolean isDatabase(String url) {
        return url.startsWith("postgresql://") || url.startsWith("postgres://");
    }
}
