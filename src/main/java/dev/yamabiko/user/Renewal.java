package dev.yamabiko.user;

/**
 * A login that goes on. Immutable.
 *
 * @param user whose it is
 * @param expires when it ends at the latest, milliseconds since the epoch
 */
public record Renewal(User user, long expires) {}
