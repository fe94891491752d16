package dev.yamabiko.user;

/**
 * Somebody the hub knows. Immutable.
 *
 * @param id from 1, in the order in which users were added, never again
 * @param email as it was given
 * @param phone empty: none
 * @param role what the user may do
 * @param created milliseconds since the epoch
 * @param updated milliseconds since the epoch
 */
public record User(int id, String email, String name, String phone, String role, long created, long updated) {

    /** The role of who was given none. */
    public static final String PLAIN = "user";

    /** The role of who runs the hub. */
    public static final String ADMIN = "admin";
}
