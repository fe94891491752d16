package dev.yamabiko.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How open a hub is to those who can reach its address. Immutable.
 *
 * @param host where it listens
 * @param local whether only this machine reaches that address
 * @param identified whether callers have to say who they are
 * @param permitted whether they may do what their role says and no more: a certificate has none
 * @param encrypted whether nobody on the way can read or change what they say
 */
public record Exposure(String host, boolean local, boolean identified, boolean permitted, boolean encrypted) {

    /** What a configuration amounts to. */
    public static Exposure of(HubConfig config) {
        return new Exposure(
                config.host(),
                isLoopback(config.host()),
                config.auth().enabled() || config.tls().identifiesClients(),
                config.auth().enabled(),
                config.tls().enabled());
    }

    /**
     * Refuses to open to others what is not closed.
     *
     * @throws ConfigException naming what is missing
     */
    public void check() {
        if (!local && !missing().isEmpty()) {
            throw new ConfigException("host: " + host + " without " + String.join(" and ", missing())
                    + " (expected: --tls and --auth, or 127.0.0.1, or --insecure)");
        }
    }

    /** What whoever runs it should know; empty: nothing. */
    public Optional<String> warning() {
        List<String> missing = missing();
        if (missing.isEmpty()) {
            return permitted
                    ? Optional.empty()
                    : Optional.of(
                            "without auth, whoever has a client certificate may do everything, in any user's name");
        }
        String whoever = local ? "every program on this machine" : "whoever reaches " + host;
        return Optional.of("without " + String.join(" and ", missing) + ", " + whoever + " may do everything");
    }

    private List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (!identified) {
            missing.add("auth");
        }
        if (!encrypted && !local) {
            missing.add("TLS");
        }
        return missing;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false; // it cannot be listened on either
        }
    }
}
