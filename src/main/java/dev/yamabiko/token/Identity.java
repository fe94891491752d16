package dev.yamabiko.token;

import java.util.Set;

/**
 * Whose token it is, and what it is for. Times are in milliseconds since the epoch. Immutable.
 *
 * @param userId whose; no longer than 128 characters, of which none parts a topic's name
 * @param email of the user; empty: not said
 * @param role what the user may do at most; empty: nothing
 * @param scopes RPCs that the token is for; {@code *}: all
 * @param tokenId of the token; empty: it has none, and can only be revoked with its user's others
 * @param issuedAt when it was given
 * @param expiresAt from when on it is none
 */
public record Identity(
        String userId, String email, String role, Set<String> scopes, String tokenId, long issuedAt, long expiresAt) {

    /** Every scope. */
    public static final String ALL = "*";

    /** Copies the scopes. */
    public Identity {
        scopes = Set.copyOf(scopes);
    }

    /** Whether the token is for RPCs of a scope. */
    public boolean has(String scope) {
        return scopes.contains(scope) || scopes.contains(ALL);
    }
}
