package dev.yamabiko.contract;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.user.Account;
import dev.yamabiko.user.UserChange;
import dev.yamabiko.user.UserStore;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a login that begins, or goes on, in the same moment as it ends. */
@Timeout(60)
public abstract class LoginRaceContract extends UserStoreFixture {

    /** One that does not wait for a transaction is done by then. */
    private static final int HELD_MS = 500;

    /** What ends the logins of a user. */
    enum Ending {
        PASSWORD,
        ROLE,
        DELETION,
        REVOCATION;

        boolean of(UserStore store) {
            switch (this) {
                case PASSWORD -> store.update(1, new UserChange(null, null, null, "other"));
                case ROLE -> store.update(1, new UserChange(null, null, "admin", null));
                case DELETION -> store.delete(1);
                case REVOCATION -> store.endAll(1, NOW);
            }
            return true;
        }
    }

    /** Whoever revokes logins knows of those that there are; whoever has the password may log in afterwards. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REVOCATION")
    void shouldEndALoginThatWasAboutToBegin(Ending ending) throws Exception {
        add("ann@example.com");
        Account ann = account(1);

        assertThat(during(held -> held.begin(login("l1", 1), ann, 3), ending)).isTrue();

        assertThat(store.renew("l1", "s", "s2")).isNull();
        assertThat(store.end("l1")).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndALoginThatWasAboutToGoOn(Ending ending) throws Exception {
        add("ann@example.com");
        begin("l1", 1);

        assertThat(during(held -> held.renew("l1", "s", "s2") != null, ending)).isTrue();

        assertThat(store.renew("l1", "s2", "s3")).isNull();
        assertThat(store.end("l1")).isZero();
    }

    private interface Act {
        boolean of(UserStore store);
    }

    /** Whether something was done whose commit waits until an ending has come as far as it can. */
    private boolean during(Act act, Ending ending) throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        try (UserStore held = create(() -> pass(reached, gate))) {
            Future<Boolean> done = threads.submit(() -> act.of(held));
            assertThat(reached.await(20, SECONDS)).isTrue();
            Future<Boolean> ended = threads.submit((Callable<Boolean>) () -> ending.of(store));
            try {
                ended.get(HELD_MS, MILLISECONDS);
            } catch (TimeoutException itWaits) {
                // as it should where it could not see what is not committed yet
            }
            gate.countDown();
            return done.get(20, SECONDS) && ended.get(20, SECONDS);
        }
    }

    private static void pass(CountDownLatch reached, CountDownLatch gate) {
        reached.countDown();
        try {
            assertThat(gate.await(20, SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
