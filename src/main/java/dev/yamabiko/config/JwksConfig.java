package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

import java.net.URI;
import java.util.Set;

/**
 * Keys from an address: a JSON Web Key Set (RFC 7517).
 *
 * @param url where it is, https, or http on this machine; empty: none
 * @param issuer who signs with them: {@code iss} of their tokens
 * @param refreshSeconds how often it is read again
 * @param retrySeconds how often it is read at most, whatever keys tokens name
 * @param timeoutSeconds for one read
 */
public record JwksConfig(String url, String issuer, int refreshSeconds, int retrySeconds, int timeoutSeconds) {

    /** No such keys. */
    static final JwksConfig NONE = new JwksConfig("", "", 300, 10, 5);

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Refuses values that cannot be. */
    public JwksConfig {
        check(url.isEmpty() || usable(url), "auth.jwks.url", url, "https://..., or http:// on this machine");
        check(url.isEmpty() || !issuer.isBlank(), "auth.jwks.issuer", issuer, "a name");
        check(refreshSeconds >= 1, "auth.jwks.refresh-seconds", refreshSeconds, "1 or more");
        check(retrySeconds >= 1, "auth.jwks.retry-seconds", retrySeconds, "1 or more");
        check(timeoutSeconds >= 1 && timeoutSeconds <= 60, "auth.jwks.timeout-seconds", timeoutSeconds, "1 to 60");
    }

    private static boolean usable(String url) {
        try {
            URI uri = URI.create(url);
            boolean https = "https".equals(uri.getScheme());
            boolean near = "http".equals(uri.getScheme()) && THIS_MACHINE.contains(String.valueOf(uri.getHost()));
            return (https || near) && uri.getHost() != null && uri.getUserInfo() == null;
        } catch (IllegalArgumentException error) {
            return false;
        }
    }
}
