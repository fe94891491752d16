package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who may call, and what with.
 *
 * @param enabled whether every call needs a token
 * @param issuer who signs with {@code keys}: {@code iss} of their tokens
 * @param audience whom tokens are for: one of their {@code aud}
 * @param leewaySeconds by how much clocks of others may differ
 * @param longestLifeHours from a token's issue to its expiry; tokens that live longer are refused, and revocations are
 *     kept for as long
 * @param accessSeconds life of the tokens that the hub gives
 * @param keys keys of tokens; empty: the hub makes one in its data folder
 * @param signingKey id of the one that the hub signs with; empty: the first that can sign
 * @param keyCheckSeconds how often the files of keys are looked at
 * @param jwks keys from an address
 * @param warnSeconds before its token expires a stream is told
 * @param graceSeconds after its token has expired a stream ends
 * @param roles what each role may do; what none of them names is denied
 * @param audit what is written down of who did what
 */
public record AuthConfig(
        boolean enabled,
        String issuer,
        String audience,
        int leewaySeconds,
        int longestLifeHours,
        int accessSeconds,
        List<KeyConfig> keys,
        String signingKey,
        int keyCheckSeconds,
        JwksConfig jwks,
        int warnSeconds,
        int graceSeconds,
        List<RoleConfig> roles,
        AuditConfig audit) {

    /** What holds when nothing is said. */
    public static final AuthConfig DEFAULT = new AuthConfig(
            false,
            "yamabiko",
            "yamabiko",
            30,
            24,
            900,
            List.of(),
            "",
            5,
            JwksConfig.NONE,
            60,
            10,
            List.of(RoleConfig.ADMIN, RoleConfig.USER),
            AuditConfig.DEFAULT);

    /** Refuses values that cannot be. */
    public AuthConfig {
        check(!issuer.isBlank(), "auth.issuer", issuer, "a name");
        check(!audience.isBlank(), "auth.audience", audience, "a name");
        check(leewaySeconds >= 0 && leewaySeconds <= 300, "auth.leeway-seconds", leewaySeconds, "0 to 300");
        check(
                longestLifeHours >= 1 && longestLifeHours <= 24 * 366,
                "auth.longest-life-hours",
                longestLifeHours,
                "1 to 8784");
        check(
                accessSeconds >= 1 && accessSeconds <= longestLifeHours * 3_600L,
                "auth.access-seconds",
                accessSeconds,
                "1 to auth.longest-life-hours");
        keys = List.copyOf(keys);
        checkIds(keys, signingKey);
        check(keyCheckSeconds >= 1, "auth.key-check-seconds", keyCheckSeconds, "1 or more");
        check(
                jwks.url().isEmpty() || !jwks.issuer().equals(issuer),
                "auth.jwks.issuer",
                jwks.issuer(),
                "another one than auth.issuer");
        check(warnSeconds >= 0, "auth.warn-seconds", warnSeconds, "0 or more");
        check(graceSeconds >= 0 && graceSeconds <= 300, "auth.grace-seconds", graceSeconds, "0 to 300");
        roles = List.copyOf(roles);
        Set<String> names = new HashSet<>();
        roles.forEach(role -> check(names.add(role.name()), "auth.roles", role.name(), "each name once"));
    }

    /** Whether the hub has to make a key of its own: one node can, and a cluster would have several. */
    public boolean makesItsKey() {
        return enabled && keys.isEmpty() && jwks.url().isEmpty();
    }

    /** The same, with every call needing a token. */
    AuthConfig on() {
        return new AuthConfig(
                true,
                issuer,
                audience,
                leewaySeconds,
                longestLifeHours,
                accessSeconds,
                keys,
                signingKey,
                keyCheckSeconds,
                jwks,
                warnSeconds,
                graceSeconds,
                roles,
                audit);
    }

    private static void checkIds(List<KeyConfig> keys, String signingKey) {
        Set<String> ids = new HashSet<>();
        keys.forEach(key -> check(ids.add(key.id()), "auth.keys", key.id(), "each id once"));
        check(signingKey.isEmpty() || ids.contains(signingKey), "auth.signing-key", signingKey, "an id of auth.keys");
    }
}
