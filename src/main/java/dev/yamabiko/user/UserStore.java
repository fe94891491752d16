package dev.yamabiko.user;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where users and their logins are kept. Every method is one transaction, waits for the database and throws
 * {@link UserError}; the first one that is called makes the tables. Thread-safe.
 */
public interface UserStore extends AutoCloseable {

    /**
     * Adds a user.
     *
     * @throws UserError.Exists if another one has its email
     */
    User create(UserDraft draft);

    /** What is known of a user; null: there is none. */
    @Nullable
    User find(int id);

    /** The user with this email; null: there is none. */
    @Nullable
    Account account(Email email);

    /** At most so many users with ids behind one, in their order. Whoever is added later has a larger id. */
    List<User> list(int after, int most);

    /** Changes a user, and ends its logins where the change does that; null: there is none. */
    default @Nullable User update(int id, UserChange change) {
        return update(id, null, change);
    }

    /** The same for a user of this role alone; null: of any. */
    @Nullable
    User update(int id, @Nullable String role, UserChange change);

    /** Deletes a user and its logins; false: there was none. */
    default boolean delete(int id) {
        return delete(id, null);
    }

    /** The same for a user of this role alone; null: of any. */
    boolean delete(int id, @Nullable String role);

    /** Keeps a password otherwise; false: it is another one now. */
    boolean rehash(int id, String password, String again);

    /**
     * Keeps a login of who has shown the password of an account; at most so many of a user, of which the oldest end.
     * False: the user is gone, or has another password or role by now. Who gives it another one waits for the login, or
     * the login for that.
     */
    boolean begin(Login login, Account account, int most);

    /** Gives a login its next refresh token; null: its newest is another one, or it has ended. */
    @Nullable
    Renewal renew(String id, String secret, String next);

    /** Lets a login that goes on be renewed no more, with whatever secret, and says whose it is; 0: there is none. */
    int freeze(String id);

    /** Ends a login that goes on, and says whose it was; 0: there was none. */
    int end(String id);

    /** Ends all logins of a user, or of everybody: 0, that began up to a time, milliseconds since the epoch. */
    void endAll(int userId, long before);

    /** Ends all use. */
    @Override
    void close();
}
