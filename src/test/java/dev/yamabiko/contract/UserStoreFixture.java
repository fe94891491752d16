package dev.yamabiko.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.storage.sql.SqlDatabase;
import dev.yamabiko.storage.sql.SqlPool;
import dev.yamabiko.storage.user.SqlUserStore;
import dev.yamabiko.support.HeldCommits;
import dev.yamabiko.support.ManualClock;
import dev.yamabiko.user.Account;
import dev.yamabiko.user.Email;
import dev.yamabiko.user.Login;
import dev.yamabiko.user.User;
import dev.yamabiko.user.UserDraft;
import dev.yamabiko.user.UserStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A store of users and what tests do with it. One test at a time. */
@Timeout(60)
public abstract class UserStoreFixture {

    static final long NOW = 1_700_000_000_000L;

    protected final ManualClock clock = new ManualClock(NOW);
    protected UserStore store;
    final ExecutorService threads = Executors.newFixedThreadPool(16);

    /** The database of this test, which one of its stores may have used. */
    protected abstract SqlDatabase database();

    protected UserStore create() {
        return create(() -> {});
    }

    /** Another store there, which does something before each of its transactions is committed. */
    UserStore create(Runnable beforeCommit) {
        return new SqlUserStore(new SqlPool(new HeldCommits(database(), beforeCommit)), clock);
    }

    @BeforeEach
    void open() {
        store = create();
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        store.close();
    }

    protected User add(String email) {
        return store.create(new UserDraft(email(email), "somebody", "", "user", "kept"));
    }

    void begin(String id, int user) {
        assertThat(store.begin(login(id, user), account(user), 3)).isTrue();
    }

    /** What is known of a user of {@link #add}, whose password may be another one by now. */
    Account account(int user) {
        return new Account(store.find(user), "kept");
    }

    static Login login(String id, int user) {
        return new Login(id, user, "s", NOW + 1_000);
    }

    static Email email(String text) {
        return Email.of(text);
    }
}
