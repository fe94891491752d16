package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How clients' connections are encrypted, and how clients show who they are.
 *
 * @param ownCertificate whether a node that has no {@code certificate} makes itself one, in its data folder
 * @param certificate file with the node's certificate chain, PEM; empty: it shows its own, or connections are not
 *     encrypted
 * @param key file with its private key, PEM
 * @param clientAuthorities file with the certificates that those of clients must be signed by, PEM; empty: clients show
 *     none
 * @param clientCertificates whether a client has to show one: {@code required} or {@code optional}
 * @param reloadSeconds how often the files are looked at
 */
public record TlsConfig(
        boolean ownCertificate,
        String certificate,
        String key,
        String clientAuthorities,
        String clientCertificates,
        int reloadSeconds) {

    /** What holds when nothing is said. */
    public static final TlsConfig DEFAULT = new TlsConfig(false, "", "", "", "required", 10);

    /** Refuses values that cannot be. */
    public TlsConfig {
        check(
                certificate.isEmpty() == key.isEmpty(),
                certificate.isEmpty() ? "tls.certificate" : "tls.key",
                "none",
                "both tls.certificate and tls.key, or neither");
        check(
                clientAuthorities.isEmpty() || ownCertificate || !certificate.isEmpty(),
                "tls.client-authorities",
                clientAuthorities,
                "tls.certificate as well");
        check(
                clientCertificates.equals("required") || clientCertificates.equals("optional"),
                "tls.client-certificates",
                clientCertificates,
                "required or optional");
        check(reloadSeconds >= 1, "tls.reload-seconds", reloadSeconds, "1 or more");
    }

    /** The same with other files; null keeps one. {@code own}: if there are none, its own. */
    public TlsConfig with(
            boolean own, @Nullable Path certificate, @Nullable Path key, @Nullable Path clientAuthorities) {
        return new TlsConfig(
                own || ownCertificate,
                certificate == null ? this.certificate : certificate.toString(),
                key == null ? this.key : key.toString(),
                clientAuthorities == null ? this.clientAuthorities : clientAuthorities.toString(),
                clientCertificates,
                reloadSeconds);
    }

    /** Whether connections are encrypted. */
    public boolean enabled() {
        return ownCertificate || !certificate.isEmpty();
    }

    /** Whether the node has to make a certificate: one node can, and clients of a cluster would need several. */
    public boolean makesItsOwn() {
        return ownCertificate && certificate.isEmpty();
    }

    /** Whether every client has to show a certificate. */
    public boolean identifiesClients() {
        return !clientAuthorities.isEmpty() && clientCertificates.equals("required");
    }
}
