package dev.yamabiko.user;

/**
 * A user with what a password is compared with. Immutable.
 *
 * @param password as {@link PasswordHasher} has made it; empty: cannot log in
 */
public record Account(User user, String password) {

    /** Never shows what is kept of the password. */
    @Override
    public String toString() {
        return user.toString();
    }
}
