package dev.yamabiko.user;

/**
 * A user to be. Immutable.
 *
 * @param phone empty: none
 * @param password as {@link PasswordHasher} has made it; empty: cannot log in
 */
public record UserDraft(Email email, String name, String phone, String role, String password) {}
