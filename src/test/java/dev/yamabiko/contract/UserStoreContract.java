package dev.yamabiko.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.user.Account;
import dev.yamabiko.user.Login;
import dev.yamabiko.user.User;
import dev.yamabiko.user.UserChange;
import dev.yamabiko.user.UserDraft;
import dev.yamabiko.user.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store of users does, whatever database it is in. */
@Timeout(60)
public abstract class UserStoreContract extends LoginContract {

    @Test
    void shouldKeepAUser() {
        User added = store.create(new UserDraft(email("Ann@Example.com"), "Ann", "+41 44 1", "editor", "hash"));
        store.close();
        store = create();

        assertThat(added).isEqualTo(new User(1, "Ann@Example.com", "Ann", "+41 44 1", "editor", NOW, NOW));
        assertThat(store.find(1)).isEqualTo(added);
        assertThat(store.account(email("aNN@eXAMPLE.COM")).user()).isEqualTo(added);
        assertThat(store.account(email("ann@example.com")).password()).isEqualTo("hash");
        assertThat(store.find(2)).isNull();
        assertThat(store.account(email("bob@example.com"))).isNull();
    }

    @Test
    void shouldRefuseAnEmailThatSomebodyHasInWhateverCase() {
        add("ann@example.com");

        assertThatThrownBy(() -> add("ANN@example.COM")).isInstanceOf(UserError.Exists.class);

        assertThat(add("bob@example.com").id()).as("nothing was given away").isEqualTo(2);
    }

    @Test
    void shouldKeepOneOfFiftyThatWantTheSameEmailAtOnce() throws Exception {
        List<Callable<User>> creations = IntStream.range(0, 50)
                .<Callable<User>>mapToObj(i -> () -> add(i % 2 == 0 ? "a@b.c" : "A@B.C"))
                .toList();

        List<Future<User>> done = threads.invokeAll(creations, 30, TimeUnit.SECONDS);

        int added = 0;
        for (Future<User> creation : done) {
            try {
                assertThat(creation.get().id()).isEqualTo(1);
                added++;
            } catch (ExecutionException refused) {
                assertThat(refused).hasCauseInstanceOf(UserError.Exists.class);
            }
        }
        assertThat(added).isEqualTo(1);
        assertThat(store.list(0, 100)).hasSize(1);
    }

    @Test
    void shouldNeverGiveAnIdAgain() {
        add("a@x.y");
        add("b@x.y");

        assertThat(store.delete(2)).isTrue();

        assertThat(add("b@x.y").id()).isEqualTo(3);
        assertThat(store.list(0, 10)).extracting(User::id).containsExactly(1, 3);
    }

    @Test
    void shouldListEveryUserOnceWhileOthersAreAdded() throws Exception {
        List<Callable<User>> creations = IntStream.range(0, 200)
                .<Callable<User>>mapToObj(i -> () -> add("user" + i + "@example.com"))
                .toList();
        List<Future<User>> under = creations.stream().map(threads::submit).toList();

        // Reads on and on behind the last one it has seen: whoever appeared before that one would be missing.
        List<Integer> seen = new ArrayList<>();
        while (seen.size() < 200) {
            int last = seen.isEmpty() ? 0 : seen.get(seen.size() - 1);
            store.list(last, 7).forEach(user -> seen.add(user.id()));
        }

        for (Future<User> creation : under) {
            creation.get();
        }
        assertThat(seen)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 200).boxed().toList());
    }

    @Test
    void shouldListWhoStaysOnceWhileOthersAreDeleted() {
        IntStream.range(0, 10).forEach(i -> add("user" + i + "@example.com"));

        List<User> first = store.list(0, 4);
        store.delete(4);
        store.delete(2);
        store.delete(5);
        List<User> second = store.list(4, 4);

        assertThat(first).extracting(User::id).containsExactly(1, 2, 3, 4);
        assertThat(second).extracting(User::id).containsExactly(6, 7, 8, 9);
    }

    @Test
    void shouldChangeWhatIsSaidAndLeaveTheRest() {
        add("ann@example.com");
        clock.advance(5);

        User renamed = store.update(1, new UserChange("Anna", "", null, null));

        assertThat(renamed).isEqualTo(new User(1, "ann@example.com", "Anna", "", "user", NOW, NOW + 5));
        assertThat(store.find(1)).isEqualTo(renamed);
        assertThat(store.account(email("ann@example.com")).password()).isEqualTo("kept");
        assertThat(store.update(2, new UserChange("Bob", "", null, null))).isNull();
    }

    @Test
    void shouldTouchAUserOfTheRoleThatIsSaidAlone() {
        add("ann@example.com");
        UserChange change = new UserChange("Anna", null, "admin", null);

        assertThat(store.update(1, "editor", change)).isNull();
        assertThat(store.delete(1, "editor")).isFalse();
        assertThat(store.find(1).name()).isEqualTo("somebody");
        assertThat(store.update(1, "user", change).role()).isEqualTo("admin");
        assertThat(store.delete(1, "user")).isFalse();
        assertThat(store.delete(1, "admin")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Robert'); DROP TABLE users;--",
                "' OR '1'='1",
                "\" OR \"\"=\"",
                "x'||(SELECT password FROM users LIMIT 1)||'",
                "$1 ? :name #{name} ${name} %s {0}",
                "\\'; SELECT pg_sleep(10); --",
                "/* */ -- ;",
                "%_*?[a-z]",
                "名前 \uD83D\uDE00 e\u0301 \u202E"
            })
    void shouldTakeAnythingAsWhatItIs(String text) {
        add("first@example.com");

        User added = store.create(new UserDraft(email("o'hara--@example.com"), text, text, text, text));
        User changed = store.update(added.id(), new UserChange(text + text, text, text, text));

        assertThat(added.name()).isEqualTo(text);
        assertThat(changed.name()).isEqualTo(text + text);
        assertThat(store.find(2)).isEqualTo(changed);
        assertThat(store.account(email("O'HARA--@example.com")).password()).isEqualTo(text);
        assertThat(store.begin(new Login(text, 2, text, NOW + 9), new Account(changed, text), 5))
                .isTrue();
        assertThat(store.renew(text, text, text).user()).isEqualTo(changed);
        assertThat(store.end(text)).isEqualTo(2);
        assertThat(store.find(1)).isNotNull();
    }

    @Test
    void shouldSayThatItIsNotThereOnceItIsClosed() {
        store.close();

        assertThatThrownBy(() -> store.find(1)).isInstanceOf(UserError.Unavailable.class);
    }
}
