package dev.yamabiko.cli.client;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a client encrypts its connections. Immutable.
 *
 * @param enabled whether it does
 * @param authorities who vouches for nodes, PEM; null: those that Java trusts
 * @param certificate what it shows of itself, PEM; null: nothing
 * @param key the private key of that, PEM; null: none
 */
public record ClientTls(
        boolean enabled,
        @Nullable Path authorities,
        @Nullable Path certificate,
        @Nullable Path key) {

    /** Not encrypted. */
    public static final ClientTls NONE = new ClientTls(false, null, null, null);

    /** The same options, so that connections are like this. */
    HttpClientOptions secure(HttpClientOptions options) {
        if (!enabled) {
            return options;
        }
        options.setSsl(true)
                .setUseAlpn(true)
                .setVerifyHost(true)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
        if (authorities != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(absolute(authorities)));
        }
        if (certificate != null && key != null) {
            options.setKeyCertOptions(
                    new PemKeyCertOptions().addCertPath(absolute(certificate)).addKeyPath(absolute(key)));
        }
        return options;
    }

    private static String absolute(Path file) {
        return file.toAbsolutePath().toString();
    }
}
