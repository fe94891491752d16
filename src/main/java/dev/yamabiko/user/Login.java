package dev.yamabiko.user;

/**
 * A login that goes on: what its refresh tokens have in common. Immutable.
 *
 * @param id its name
 * @param userId whose it is
 * @param secret hash of its newest refresh token
 * @param expires when it ends at the latest, milliseconds since the epoch
 */
public record Login(String id, int userId, String secret, long expires) {}
