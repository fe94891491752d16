package dev.yamabiko.user;

import org.jspecify.annotations.Nullable;

/**
 * What can go wrong with users and logins. Each kind is mapped to a status in one place, the gateway. Cheap: without
 * stack trace unless it has a cause.
 */
public sealed class UserError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private UserError(String message, @Nullable Throwable cause) {
        super(message, cause, false, cause != null);
    }

    /** The email belongs to another user. */
    public static final class Exists extends UserError {
        private static final long serialVersionUID = 1L;

        /** The only text there is. */
        public Exists() {
            super("email: of another user (expected: one that nobody has)", null);
        }
    }

    /** The user has another role than a moment ago, or is gone. */
    public static final class Changed extends UserError {
        private static final long serialVersionUID = 1L;

        /** The only text there is. */
        public Changed() {
            super("role: another one than a moment ago (expected: the same until the user is changed)", null);
        }
    }

    /** Who logs in is not who they say, or a login does not go on. */
    public static final class LoginRefused extends UserError {
        private static final long serialVersionUID = 1L;
        private final String why;
        private final int user;

        /** One text for all: only the hub knows why, and whose login it was to be; 0: nobody's. */
        public LoginRefused(String why, int user) {
            super("login: refused (expected: the email and password of a user, or the newest refresh token)", null);
            this.why = why;
            this.user = user;
        }

        /** For the hub alone. */
        public String why() {
            return why;
        }

        /** For the hub alone: id of the user; 0: there is none. */
        public int user() {
            return user;
        }
    }

    /** Too many logins failed. */
    public static final class TooManyAttempts extends UserError {
        private static final long serialVersionUID = 1L;
        private final long retryMs;

        /** {@code retryMs}: when to try again. */
        public TooManyAttempts(long retryMs) {
            super("login: too many attempts (expected: the next one in " + (retryMs + 999) / 1_000 + " s)", null);
            this.retryMs = retryMs;
        }

        /** When to try again, milliseconds from now. */
        public long retryMs() {
            return retryMs;
        }
    }

    /** The hub gives no tokens. */
    public static final class TokensNotIssued extends UserError {
        private static final long serialVersionUID = 1L;

        /** The only text there is. */
        public TokensNotIssued() {
            super("login: no key to sign tokens with (expected: one in auth.keys)", null);
        }
    }

    /** The nodes of a cluster share no database. */
    public static final class NotKept extends UserError {
        private static final long serialVersionUID = 1L;

        /** The only text there is. */
        public NotKept() {
            super("journal.database: not set (expected: a database that all nodes of the cluster share)", null);
        }
    }

    /** Users cannot be read or written now. */
    public static final class Unavailable extends UserError {
        private static final long serialVersionUID = 1L;

        /** Keeps the cause for the log. */
        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
