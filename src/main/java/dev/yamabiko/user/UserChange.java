package dev.yamabiko.user;

import org.jspecify.annotations.Nullable;

/**
 * What a user is to be from now on. Immutable.
 *
 * @param name null: as before
 * @param phone empty: none; null: as before
 * @param role null: as before
 * @param password as {@link PasswordHasher} has made it; empty: cannot log in any more; null: as before
 */
public record UserChange(
        @Nullable String name,
        @Nullable String phone,
        @Nullable String role,
        @Nullable String password) {

    /** True if who is logged in is to log in again. */
    public boolean endsLogins() {
        return role != null || password != null;
    }
}
