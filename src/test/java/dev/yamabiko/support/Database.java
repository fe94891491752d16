package dev.yamabiko.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL for tests, durable as one in production: started in a folder, hurt from outside, and started again
 * with the same port and data. It never outlives {@link #close}, nor this JVM. Used by one thread.
 */
public final class Database implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final String USER = "postgres";

    private final Path folder;
    private final int port;
    private final Map<String, String> settings = new HashMap<>(Map.of(
            "fsync", "on", "synchronous_commit", "on", "unix_socket_directories", "", "log_min_messages", "warning"));
    private final AtomicInteger created = new AtomicInteger();
    private final Thread atExit = new Thread(this::kill);
    private @Nullable EmbeddedPostgres server;
    private @Nullable DatabaseProcesses processes;

    private Database(Path folder, int port, Map<String, String> settings) {
        this.folder = folder;
        this.port = port;
        this.settings.putAll(settings);
    }

    /** One that listens on loopback; its data and its log are in the folder. */
    public static Database start(Path folder) {
        return start(folder, Map.of());
    }

    /** One with settings of its own, such as {@code fsync}: {@code off}. */
    public static Database start(Path folder, Map<String, String> settings) {
        Database database = new Database(folder, freePort(), settings);
        Runtime.getRuntime().addShutdownHook(database.atExit);
        database.startAgain();
        return database;
    }

    /** One that listens on another address too, and trusts whoever comes from the network of it. */
    public static Database start(Path folder, String address) {
        return start(folder, Map.of("listen_addresses", "localhost," + address));
    }

    /** Where the hub finds it. */
    public String url() {
        return url("127.0.0.1");
    }

    /** Where a hub finds it that reaches it by another address. */
    public String url(String host) {
        return "postgresql://" + USER + "@" + host + ":" + port + "/" + USER;
    }

    /** Another database on the same server, with nothing in it: its URL. */
    public String createEmpty() {
        String name = "test_" + created.incrementAndGet();
        execute("CREATE DATABASE " + name);
        return "postgresql://" + USER + "@127.0.0.1:" + port + "/" + name;
    }

    /** Runs a statement in a database of this server; the first column of its first row, if there is one. */
    public @Nullable String execute(String url, String sql) {
        String name = url.substring(url.lastIndexOf('/') + 1);
        try (Connection connection = server().getDatabase(USER, name).getConnection();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return null;
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : null;
            }
        } catch (SQLException error) {
            throw new AssertionError(sql, error);
        }
    }

    /** Runs a statement in the database of {@link #url}. */
    public @Nullable String execute(String sql) {
        return execute(url(), sql);
    }

    /** {@code kill -9} of all its processes; returns when they are gone. */
    public void kill() {
        if (processes != null) {
            processes.kill();
            processes = null;
        }
    }

    /** Starts it where it was, after {@link #kill}; returns when it answers. */
    public void startAgain() {
        release();
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setDataDirectory(data())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setDataDirectoryCustomizer(fresh -> trustNetwork())
                    .setPGStartupWait(START)
                    .setPort(port)
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log()))
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log()));
            settings.forEach(builder::setServerConfig);
            server = builder.start();
            processes = DatabaseProcesses.of(data());
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** {@code SIGSTOP} to all its processes: connections stay open, nobody answers. */
    public void freeze() {
        running().freeze();
    }

    /** {@code SIGCONT}: it goes on where it was. */
    public void thaw() {
        running().thaw();
    }

    /** Ends it, whatever state it is in. Its data stays. */
    @Override
    public void close() {
        kill();
        release();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    /** The library's claim on the folder; what it says about a server that is gone already is of no interest. */
    private void release() {
        EmbeddedPostgres used = server;
        server = null;
        if (used != null) {
            try {
                used.close();
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            }
        }
    }

    private void trustNetwork() {
        String rule = "host all all samenet trust" + System.lineSeparator();
        try {
            Path rules = data().resolve("pg_hba.conf");
            if (!Files.readString(rules).endsWith(rule)) {
                Files.writeString(rules, rule, StandardOpenOption.APPEND);
            }
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private Path data() {
        return folder.resolve("postgres");
    }

    private File log() {
        return folder.resolve("postgres.log").toFile();
    }

    private EmbeddedPostgres server() {
        if (server == null) {
            throw new IllegalStateException("database: not running");
        }
        return server;
    }

    private DatabaseProcesses running() {
        if (processes == null) {
            throw new IllegalStateException("database: not running");
        }
        return processes;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }
}
