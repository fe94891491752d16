package dev.yamabiko.user;

/**
 * What a guess at a password costs (RFC 9106, Argon2id, one lane). Immutable.
 *
 * @param memoryKib memory of one computation
 * @param iterations passes over it
 */
public record PasswordCost(int memoryKib, int iterations) {}
