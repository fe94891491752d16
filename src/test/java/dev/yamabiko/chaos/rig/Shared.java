package dev.yamabiko.chaos.rig;

import dev.yamabiko.support.Database;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The journal that the nodes of a cluster keep together, and what it needs beside them. Used by one thread. */
public final class Shared implements AutoCloseable {

    private final String name;
    private final @Nullable Database database;

    private Shared(String name, @Nullable Database database) {
        this.name = name;
        this.database = database;
    }

    /**
     * The journals to try, by name: {@code -Dchaos.journals=postgres,hazelcast}, or else the one that a test has most
     * to learn from in the time of a build.
     */
    public static Stream<String> names(String otherwise) {
        String said = System.getProperty("chaos.journals", "");
        return Stream.of((said.isEmpty() ? otherwise : said).split(","));
    }

    /** The one of that name; a database is started in that folder. */
    public static Shared start(String name, Path folder) {
        return switch (name) {
            case "postgres" -> new Shared(name, Database.start(folder));
            case "hazelcast" -> new Shared(name, null);
            default -> throw new IllegalArgumentException(name + " (expected: postgres or hazelcast)");
        };
    }

    /** The same, for nodes that reach this machine only by an address of their network. */
    public static Shared start(String name, Path folder, String address) {
        return name.equals("postgres") ? new Shared(name, Database.start(folder, address)) : start(name, folder);
    }

    /** The one that clusters have without a database. */
    public static Shared hazelcast() {
        return new Shared("hazelcast", null);
    }

    /** How GetNode names it. */
    public String name() {
        return name;
    }

    /** True if it keeps one history whatever happens to the nodes. */
    public boolean keepsOneHistory() {
        return database != null;
    }

    /** Its database; fails where it has none. */
    public Database database() {
        if (database == null) {
            throw new IllegalStateException(name + ": no database");
        }
        return database;
    }

    /** What a node is to be told, which reaches this machine by that address. */
    String[] arguments(String address) {
        return database == null ? new String[0] : new String[] {"--database", database.url(address)};
    }

    /**
     * Flags of the JVM of a node. Where nodes are the memory of a journal, it is to hold all that a long test writes.
     */
    String[] jvm() {
        return Rounds.jvm(database == null ? "-Xmx1g" : "-Xmx256m");
    }

    /** Lines of a node's configuration. */
    String yaml() {
        return database == null ? "journal: {max-bytes: 402653184}\n" : "";
    }

    @Override
    public void close() {
        if (database != null) {
            database.close();
        }
    }
}
