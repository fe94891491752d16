package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

/**
 * How nodes find and reach each other. What the members of a cluster agree on is in {@code cluster.xml}.
 *
 * @param enabled whether the node joins a cluster
 * @param file Hazelcast's configuration; empty: {@code cluster.xml} in the working folder, else the built-in one
 * @param host private address that members and the event bus listen on: never all of them
 * @param advertise {@code host:port} under which clients reach this node; empty: where it listens
 * @param relayBytes bytes on their way to another node, before it is left to read the journal
 * @param silentMs a member that is not heard for so long is said to be silent, milliseconds
 * @param tls certificates of the event bus
 */
public record ClusterConfig(
        boolean enabled, String file, String host, String advertise, long relayBytes, long silentMs, Tls tls) {

    /** What holds when nothing is said. */
    public static final ClusterConfig DEFAULT =
            new ClusterConfig(false, "", "127.0.0.1", "", 8 << 20, 5_000, new Tls("", "", ""));

    /** Refuses values that cannot be. */
    public ClusterConfig {
        check(isPrivate(host), "cluster.host", host, "one address of a private interface");
        check(relayBytes >= 1 << 20, "cluster.relay-bytes", relayBytes, "1048576 or more");
        check(silentMs >= 1_000, "cluster.silent-ms", silentMs, "1000 or more");
    }

    /** The same, taking part. */
    ClusterConfig joined() {
        return new ClusterConfig(true, file, host, advertise, relayBytes, silentMs, tls);
    }

    private static boolean isPrivate(String host) {
        return !host.isBlank() && !host.equals("0.0.0.0") && !host.equals("::") && !host.equals("[::]");
    }

    /**
     * Certificates that nodes show each other; all empty: the event bus is not encrypted.
     *
     * @param certificate file with this node's certificate chain, PEM
     * @param key file with its private key, PEM
     * @param authorities file with the certificates that peers' must be signed by, PEM
     */
    public record Tls(String certificate, String key, String authorities) {

        /** Refuses half of it. */
        public Tls {
            boolean all = !certificate.isEmpty() && !key.isEmpty() && !authorities.isEmpty();
            boolean none = certificate.isEmpty() && key.isEmpty() && authorities.isEmpty();
            check(all || none, "cluster.tls", "incomplete", "certificate, key and authorities, or none of them");
        }

        /** True if the event bus is encrypted and both sides are verified. */
        public boolean enabled() {
            return !certificate.isEmpty();
        }
    }
}
