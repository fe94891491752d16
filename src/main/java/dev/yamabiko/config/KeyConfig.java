package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

import java.util.Set;

/**
 * A key of tokens.
 *
 * @param id its name: {@code kid} of the tokens that it signs
 * @param algorithm the one algorithm it is for: {@code HS256}, {@code RS256}, {@code ES256} or {@code EdDSA}
 * @param file a secret (HS256: at least 32 bytes in a line), or PEM: a {@code PUBLIC KEY} to check with, and, to sign
 *     with, a {@code PRIVATE KEY} (PKCS#8); behind it, older ones whose tokens are still taken
 */
public record KeyConfig(String id, String algorithm, String file) {

    private static final Set<String> ALGORITHMS = Set.of("HS256", "RS256", "ES256", "EdDSA");

    /** Refuses values that cannot be. */
    public KeyConfig {
        check(
                id != null && id.matches("[A-Za-z0-9._-]{1,64}"),
                "auth.keys.id",
                String.valueOf(id),
                "A-Za-z0-9._-, 1 to 64");
        check(
                algorithm != null && ALGORITHMS.contains(algorithm),
                "auth.keys.algorithm",
                String.valueOf(algorithm),
                "HS256, RS256, ES256 or EdDSA");
        check(file != null && !file.isBlank(), "auth.keys.file", String.valueOf(file), "a file");
    }
}
