package dev.yamabiko.storage;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where a PostgreSQL database is, and how much of it a node may use. Shows host, port and name of the database, never
 * who asks or the password. Immutable.
 */
public final class PostgresAccess {

    private static final String RULE =
            "journal.database: not usable (expected: postgresql://user:password@host:port/name)";
    private static final Pattern URL = Pattern.compile("postgres(?:ql)?://"
            + "(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?"
            + "(?<host>\\[[0-9a-fA-F:.]+]|[^:@/?\\[\\],]+)(?::(?<port>\\d{1,5}))?"
            + "(?:/(?<name>[^/?]*))?(?:\\?(?<query>.*))?");
    private static final String DEFAULT_PORT = "5432";

    private final String host;
    private final int port;
    private final String name;
    private final String user;
    private final @Nullable String password;
    private final Map<String, String> parameters;
    private final int connections;
    private final long limitMs;

    /**
     * Reads the URL of a database (PostgreSQL documentation, "Connection URIs": one host; parameters are those of its
     * JDBC driver, which calls {@code sslmode} and its kin what libpq does).
     *
     * @param connections most connections of this node, 3 or more
     * @param limitMs how long the database may take to answer, milliseconds
     */
    public PostgresAccess(String url, int connections, long limitMs) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException(RULE);
        }
        this.host = decode(parts.group("host"));
        this.port = Integer.parseInt(or(parts.group("port"), DEFAULT_PORT));
        this.user = decode(or(parts.group("user"), System.getProperty("user.name")));
        this.password = parts.group("password") == null ? null : decode(parts.group("password"));
        this.name = decode(or(parts.group("name"), user));
        this.parameters = parameters(or(parts.group("query"), ""));
        this.connections = connections;
        this.limitMs = limitMs;
    }

    int connections() {
        return connections;
    }

    /** How long the database may take to answer, milliseconds. */
    long limitMs() {
        return limitMs;
    }

    /** A source of connections that end when the database is silent for so long, while they are made too. */
    PGSimpleDataSource source(long silentMs) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        parameters.forEach((key, value) -> set(source, key, value));
        source.setServerNames(new String[] {host});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(name);
        source.setUser(user);
        source.setPassword(password);
        int seconds = (int) Math.max(1, silentMs / 1_000);
        source.setConnectTimeout(seconds);
        source.setSocketTimeout(seconds);
        source.setTcpKeepAlive(true);
        return source;
    }

    /**
     * A source of connections that work on this schema. What a statement sees after it has waited for a lock must be
     * what is committed by then. The server gives up before its client does, and tells: so that most failures have a
     * known outcome; and it lets go of what a client held that is gone.
     *
     * @param more options of the server, as on its command line
     */
    public PGSimpleDataSource sessions(String schema, String more) {
        PGSimpleDataSource source = source(limitMs);
        source.setApplicationName("yamabiko");
        source.setLogServerErrorDetail(false);
        source.setOptions("-c search_path=" + schema
                + " -c default_transaction_isolation=read\\ committed"
                + " -c statement_timeout=" + limitMs * 8 / 10
                + " -c lock_timeout=" + limitMs / 2
                + " -c idle_in_transaction_session_timeout=" + limitMs
                + " " + more);
        return source;
    }

    @Override
    public String toString() {
        return host + ":" + port + "/" + name;
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : query.isEmpty() ? new String[0] : query.split("&")) {
            String[] parts = parameter.split("=", 2);
            parameters.put(decode(parts[0]), parts.length < 2 ? "" : decode(parts[1]));
        }
        return parameters;
    }

    private static String or(@Nullable String said, String otherwise) {
        return said == null || said.isEmpty() ? otherwise : said;
    }

    private static void set(PGSimpleDataSource source, String key, String value) {
        try {
            source.setProperty(key, value);
        } catch (SQLException unknown) {
            throw new IllegalArgumentException(
                    "journal.database: parameter " + key + " (expected: one of PostgreSQL's)");
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
