package dev.yamabiko.cli.client;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The address of a node, {@code host:port}. Immutable.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param port 1 to 65535
 */
public record ServerAddress(String host, int port) {

    /** The port of a node that says nothing else. */
    public static final int DEFAULT_PORT = 8080;

    private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}");
    private static final String RULE = " (expected: host:port, such as 127.0.0.1:8080 or [::1]:8080)";

    /**
     * Reads {@code host}, {@code host:port} or {@code [IPv6]:port}.
     *
     * @throws IllegalArgumentException naming what was expected
     */
    public static ServerAddress parse(String text) {
        int bracket = text.startsWith("[") ? text.indexOf(']') : -1;
        int colon = text.indexOf(':', bracket + 1);
        String host = text.substring(0, colon < 0 ? text.length() : colon);
        int port = colon < 0 ? DEFAULT_PORT : port(text, text.substring(colon + 1));
        if (bracket > 0 && bracket == host.length() - 1) {
            host = host.substring(1, bracket);
        } else if (text.indexOf('[') >= 0 || text.indexOf(']') >= 0) {
            throw new IllegalArgumentException(text + RULE);
        }
        if (host.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException(text + RULE);
        }
        return new ServerAddress(host, port);
    }

    /** Whether nobody but this machine hears what is sent there. What a name leads to, others may decide. */
    boolean isLocal() {
        return host.equals("localhost")
                || host.equals("::1")
                || LOOPBACK.matcher(host).matches();
    }

    /** The address that a node says it has, where it can be called by others; else none. */
    static Stream<ServerAddress> reachable(String said) {
        try {
            ServerAddress address = parse(said);
            boolean any = address.host.equals("0.0.0.0") || address.host.equals("::");
            return any ? Stream.empty() : Stream.of(address);
        } catch (IllegalArgumentException foreign) {
            return Stream.empty();
        }
    }

    private static int port(String text, String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException(text + RULE, noNumber);
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
