package dev.yamabiko.storage.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.contract.UserStoreContract;
import dev.yamabiko.storage.PostgresAccess;
import dev.yamabiko.storage.sql.PostgresTables;
import dev.yamabiko.storage.sql.SqlDatabase;
import dev.yamabiko.support.Database;
import dev.yamabiko.user.UserError;
import dev.yamabiko.user.UserStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of a store of users, in PostgreSQL; and what only a server can suffer. */
class PostgresUserStoreTest extends UserStoreContract {

    @TempDir
    private static Path folder;

    private static Database database;

    private String url = "";

    @BeforeAll
    static void start() {
        database = Database.start(folder);
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Override
    protected SqlDatabase database() {
        if (url.isEmpty()) {
            url = database.createEmpty();
        }
        return new PostgresTables(new PostgresAccess(url, 6, 3_000));
    }

    @Test
    void shouldGoOnWhenTheServerWasStartedAgain() {
        add("ann@example.com");
        database.kill();

        assertThatThrownBy(() -> store.find(1)).isInstanceOf(UserError.Unavailable.class);
        database.startAgain();

        assertThat(store.find(1).email()).isEqualTo("ann@example.com");
    }

    @Test
    void shouldNotWaitForAServerThatHangs() {
        add("ann@example.com");
        database.freeze();
        try {
            assertThatThrownBy(() -> store.find(1)).isInstanceOf(UserError.Unavailable.class);
        } finally {
            database.thaw();
        }

        assertThat(store.find(1)).isNotNull();
    }

    @Test
    void shouldBeReadyForNodesThatStartTogether() {
        try (UserStore other = create();
                UserStore third = create()) {
            Thread one = new Thread(() -> other.find(1));
            Thread two = new Thread(() -> third.find(1));
            one.start();
            two.start();

            assertThat(add("ann@example.com").id()).isEqualTo(1);
            one.join();
            two.join();
            assertThat(other.find(1)).isEqualTo(third.find(1)).isNotNull();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
