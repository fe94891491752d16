package dev.yamabiko.storage.user;

import dev.yamabiko.storage.sql.SqlPool;
import dev.yamabiko.user.Account;
import dev.yamabiko.user.Email;
import dev.yamabiko.user.Login;
import dev.yamabiko.user.Renewal;
import dev.yamabiko.user.User;
import dev.yamabiko.user.UserChange;
import dev.yamabiko.user.UserDraft;
import dev.yamabiko.user.UserError;
import dev.yamabiko.user.UserStore;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Users in SQL, the same statements for SQLite and PostgreSQL. Thread-safe. */
public final class SqlUserStore implements UserStore {

    private static final Logger LOG = LoggerFactory.getLogger(SqlUserStore.class);

    private static final String USER = "id, email, name, phone, role, created_at, updated_at";
    private static final String NEXT = "UPDATE next_id SET value = value + 1 WHERE name = 'user' RETURNING value";

    private static final String ADD =
            "INSERT INTO users (id, email, email_key, name, phone, role, password, created_at, updated_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (email_key) DO NOTHING";

    private static final String WHERE_ROLE = " WHERE id = ? AND role = coalesce(CAST(? AS TEXT), role)";

    private static final String CHANGE = "UPDATE users SET name = coalesce(CAST(? AS TEXT), name),"
            + " phone = coalesce(CAST(? AS TEXT), phone), role = coalesce(CAST(? AS TEXT), role),"
            + " password = coalesce(CAST(? AS TEXT), password), updated_at = ?" + WHERE_ROLE + " RETURNING " + USER;

    /** Changes nothing, but takes turns with whoever changes this user: one of the two sees what the other one did. */
    private static final String HOLD =
            "UPDATE users SET updated_at = updated_at WHERE id = ? AND password = ? AND role = ?";

    private static final String BEGIN =
            "INSERT INTO logins (id, user_id, secret, began_at, expires_at) VALUES (?, ?, ?, ?, ?)";

    private static final String RENEWED =
            "SELECT u.*, l.expires_at FROM logins l JOIN users u ON u.id = l.user_id WHERE l.id = ?";

    private static final String OLDEST = "DELETE FROM logins WHERE user_id = ? AND id NOT IN"
            + " (SELECT id FROM logins WHERE user_id = ? ORDER BY began_at DESC, id LIMIT ?)";

    private final SqlPool pool;
    private final Clock clock;

    /** {@code pool}: closed with the store. */
    public SqlUserStore(SqlPool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    @Override
    public User create(UserDraft draft) {
        return write(session -> {
            int id = session.first(row -> row.getInt(1), NEXT)
                    .orElseThrow(() -> new SQLException("next_id: no row for users"));
            long now = clock.millis();
            int added = session.change(
                    ADD,
                    id,
                    draft.email().text(),
                    draft.email().key(),
                    draft.name(),
                    draft.phone(),
                    draft.role(),
                    draft.password(),
                    now,
                    now);
            if (added == 0) {
                throw new UserError.Exists();
            }
            return new User(id, draft.email().text(), draft.name(), draft.phone(), draft.role(), now, now);
        });
    }

    @Override
    public @Nullable User find(int id) {
        return read(session -> session.first(SqlUserStore::user, "SELECT " + USER + " FROM users WHERE id = ?", id))
                .orElse(null);
    }

    @Override
    public @Nullable Account account(Email email) {
        return read(session -> session.first(
                        row -> new Account(user(row), row.getString("password")),
                        "SELECT " + USER + ", password FROM users WHERE email_key = ?",
                        email.key()))
                .orElse(null);
    }

    @Override
    public List<User> list(int after, int most) {
        return read(session -> session.all(
                SqlUserStore::user, "SELECT " + USER + " FROM users WHERE id > ? ORDER BY id LIMIT ?", after, most));
    }

    @Override
    public @Nullable User update(int id, @Nullable String role, UserChange change) {
        return write(session -> {
                    Optional<User> changed = session.first(
                            SqlUserStore::user,
                            CHANGE,
                            change.name(),
                            change.phone(),
                            change.role(),
                            change.password(),
                            clock.millis(),
                            id,
                            role);
                    if (changed.isPresent() && change.endsLogins()) {
                        session.change("DELETE FROM logins WHERE user_id = ?", id);
                    }
                    return changed;
                })
                .orElse(null);
    }

    @Override
    public boolean delete(int id, @Nullable String role) {
        return write(session -> session.change("DELETE FROM users" + WHERE_ROLE, id, role) > 0);
    }

    @Override
    public boolean rehash(int id, String password, String again) {
        return write(session ->
                session.change("UPDATE users SET password = ? WHERE id = ? AND password = ?", again, id, password) > 0);
    }

    @Override
    public boolean begin(Login login, Account account, int most) {
        int user = login.userId();
        return write(session -> {
            if (session.change(HOLD, user, account.password(), account.user().role()) == 0) {
                return false;
            }
            long now = clock.millis();
            session.change("DELETE FROM logins WHERE expires_at <= ?", now);
            session.change(BEGIN, login.id(), user, login.secret(), now, login.expires());
            session.change(OLDEST, user, user, most);
            return true;
        });
    }

    @Override
    public @Nullable Renewal renew(String id, String secret, String next) {
        return write(session -> {
                    int renewed = session.change(
                            "UPDATE logins SET secret = ? WHERE id = ? AND secret = ? AND expires_at > ?",
                            next,
                            id,
                            secret,
                            clock.millis());
                    return renewed == 0
                            ? Optional.<Renewal>empty()
                            : session.first(row -> new Renewal(user(row), row.getLong("expires_at")), RENEWED, id);
                })
                .orElse(null);
    }

    /** Nothing has an empty hash. */
    @Override
    public int freeze(String id) {
        return ofLogin("UPDATE logins SET secret = ''", id);
    }

    @Override
    public int end(String id) {
        return ofLogin("DELETE FROM logins", id);
    }

    @Override
    public void endAll(int userId, long before) {
        write(session -> session.change(
                "DELETE FROM logins WHERE (user_id = ? OR ? = 0) AND began_at <= ?", userId, userId, before));
    }

    @Override
    public void close() {
        pool.close();
    }

    /** Does something with a login that holds; whose it is, or 0 where there is none. */
    private int ofLogin(String what, String id) {
        return write(session -> session.first(
                        row -> row.getInt(1),
                        what + " WHERE id = ? AND expires_at > ? RETURNING user_id",
                        id,
                        clock.millis()))
                .orElse(0);
    }

    private static User user(ResultSet row) throws SQLException {
        return new User(
                row.getInt("id"),
                row.getString("email"),
                row.getString("name"),
                row.getString("phone"),
                row.getString("role"),
                row.getLong("created_at"),
                row.getLong("updated_at"));
    }

    private <T> T read(SqlPool.Work<T> work) {
        try {
            return pool.read(work);
        } catch (SQLException | IOException error) {
            throw unavailable("users: the database cannot be read now", error);
        }
    }

    private <T> T write(SqlPool.Work<T> work) {
        try {
            return pool.write(work);
        } catch (SQLException | IOException error) {
            throw unavailable("users: the database has not said that it is done", error);
        }
    }

    private UserError unavailable(String message, Exception error) {
        LOG.warn("user store failed database={} error={}", pool, error.toString());
        return new UserError.Unavailable(message, error);
    }
}
