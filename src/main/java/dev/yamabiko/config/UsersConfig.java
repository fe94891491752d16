package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

/**
 * Users and their logins.
 *
 * @param threads that wait for the database
 * @param waiting calls that may wait for one of them, or for their turn with a password
 * @param loginHours how long a login lasts, however often it is refreshed
 * @param loginsPerUser logins of a user at a time
 * @param passwords what is kept of passwords
 * @param attempts logins that fail
 */
public record UsersConfig(
        int threads, int waiting, int loginHours, int loginsPerUser, Passwords passwords, Attempts attempts) {

    /** What holds when nothing is said. */
    public static final UsersConfig DEFAULT =
            new UsersConfig(4, 1_000, 720, 20, new Passwords(19_456, 2, 2), new Attempts(10, 60, 100, 6, 16_384));

    /** Refuses values that cannot be. */
    public UsersConfig {
        check(threads > 0 && threads <= 64, "users.threads", threads, "1 to 64");
        check(waiting > 0, "users.waiting", waiting, "1 or more");
        check(loginHours > 0, "users.login-hours", loginHours, "1 or more");
        check(loginsPerUser > 0, "users.logins-per-user", loginsPerUser, "1 or more");
    }

    /**
     * What a guess at a password costs (Argon2id, RFC 9106).
     *
     * @param memoryKib memory of one computation
     * @param iterations passes over it
     * @param atOnce computations of a node at a time
     */
    public record Passwords(int memoryKib, int iterations, int atOnce) {

        private static final int LEAST_MEMORY_KIB = 19_456;
        private static final int MOST_MEMORY_KIB = 1 << 20;
        private static final int LEAST_ITERATIONS = 2;

        /** Refuses values that are too cheap (OWASP, Password Storage), or cannot be. */
        public Passwords {
            check(
                    memoryKib >= LEAST_MEMORY_KIB && memoryKib <= MOST_MEMORY_KIB,
                    "users.passwords.memory-kib",
                    memoryKib,
                    LEAST_MEMORY_KIB + " to " + MOST_MEMORY_KIB);
            check(
                    iterations >= LEAST_ITERATIONS && iterations <= 100,
                    "users.passwords.iterations",
                    iterations,
                    LEAST_ITERATIONS + " to 100");
            check(atOnce > 0 && atOnce <= 64, "users.passwords.at-once", atOnce, "1 to 64");
        }
    }

    /**
     * How many logins may fail, at each node.
     *
     * @param account for one email, in a row
     * @param accountSeconds after so long it may be one more
     * @param address from one address, in a row
     * @param addressSeconds after so long it may be one more
     * @param remembered emails, and addresses, that are told apart
     */
    public record Attempts(int account, int accountSeconds, int address, int addressSeconds, int remembered) {

        /** Refuses values that cannot be. */
        public Attempts {
            check(account > 0, "users.attempts.account", account, "1 or more");
            check(accountSeconds > 0, "users.attempts.account-seconds", accountSeconds, "1 or more");
            check(address > 0, "users.attempts.address", address, "1 or more");
            check(addressSeconds > 0, "users.attempts.address-seconds", addressSeconds, "1 or more");
            check(
                    remembered > 0 && remembered <= 1 << 24,
                    "users.attempts.remembered",
                    remembered,
                    "1 to " + (1 << 24));
        }
    }
}
