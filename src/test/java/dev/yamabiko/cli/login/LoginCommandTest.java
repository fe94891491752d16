package dev.yamabiko.cli.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.yamabiko.cli.Screen;
import dev.yamabiko.support.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code yamabiko login}, {@code token} and {@code logout}, and the commands between them. */
@Timeout(60)
class LoginCommandTest {

    @TempDir
    Path folder;

    private FakeLogins hub;
    private Path file;

    @BeforeEach
    void start() throws Exception {
        hub = new FakeLogins();
        file = folder.resolve("config").resolve("logins.json");
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void shouldCallAsWhoeverIsLoggedIn() {
        assertThat(run("secret\n", "login", "ann@example.com", "--password-stdin")
                        .err())
                .isEqualTo(
                        "logged in at " + hub.address() + " as ann@example.com (admin), until 2027-01-15T08:00:00Z\n");

        run("", "topics");
        run("", "topics");

        assertThat(hub.calls)
                .contains("Login null")
                .filteredOn(call -> call.startsWith("ListTopics"))
                .containsExactly("ListTopics Bearer access1", "ListTopics Bearer access1");
        assertThat(run("", "token").out()).isEqualTo("access1\n");
    }

    @Test
    void shouldAskWhoElseIsThereAsWhoeverIsLoggedIn() {
        hub.lifeMs = 20_000; // the first call has to get the next token
        run("secret\n", "login", "ann@example.com", "--password-stdin");
        hub.lifeMs = 900_000;

        Await.until("the question", Duration.ofSeconds(20), () -> {
            run("", "topics");
            return hub.calls.contains("WatchNodes Bearer access2");
        });

        assertThat(hub.calls).doesNotContain("WatchNodes null");
    }

    @Test
    void shouldCallAsNobodyWithoutALogin() {
        run("", "topics");

        assertThat(hub.calls).contains("ListTopics null");
        assertThat(failed("", "token").err()).contains("no login at " + hub.address());
        assertThat(failed("", "logout").err()).contains("no login at " + hub.address());
    }

    @Test
    void shouldKeepTheLoginFromOthers() throws Exception {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));

        run("secret\n", "login", "ann@example.com", "--password-stdin");

        assertThat(Files.getPosixFilePermissions(file))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        assertThat(Files.readString(file)).contains("access1").doesNotContain("secret");
    }

    @Test
    void shouldGetTheNextTokenInTime() {
        hub.lifeMs = 20_000;
        run("secret\n", "login", "ann@example.com", "--password-stdin");
        hub.lifeMs = 900_000;

        assertThat(run("", "token").out()).isEqualTo("access2\n");
        assertThat(run("", "token").out()).isEqualTo("access2\n");
    }

    @Test
    void shouldUseARefreshTokenOnceHoweverManyNeedIt() throws Exception {
        hub.lifeMs = 20_000;
        run("secret\n", "login", "ann@example.com", "--password-stdin");
        hub.lifeMs = 900_000;
        ExecutorService threads = Executors.newFixedThreadPool(4);

        List<Future<String>> tokens = IntStream.range(0, 8)
                .mapToObj(i -> threads.submit(() -> run("", "token").out()))
                .toList();

        for (Future<String> token : tokens) {
            assertThat(token.get()).isEqualTo("access2\n");
        }
        threads.shutdown();
        assertThat(hub.calls).filteredOn(call -> call.startsWith("Refresh")).containsExactly("Refresh null");
    }

    @Test
    void shouldForgetALoginThatTheHubHasEnded() throws Exception {
        hub.lifeMs = 20_000;
        run("secret\n", "login", "ann@example.com", "--password-stdin");
        hub.end();

        assertThat(failed("", "token").err()).contains("no login at " + hub.address());

        assertThat(Files.readString(file)).doesNotContain("access1");
        run("", "topics");
        assertThat(hub.calls).contains("ListTopics null");
    }

    @Test
    void shouldKeepALoginWhileTheHubIsAway() throws Exception {
        hub.lifeMs = 20_000;
        run("secret\n", "login", "ann@example.com", "--password-stdin");
        hub.close();

        assertThat(failed("", "token").err()).contains("the login cannot be refreshed");

        assertThat(Files.readString(file)).contains("refresh1");
    }

    @Test
    void shouldSayThatTheHubRefuses() {
        Screen screen = failed("wrong\n", "login", "ann@example.com", "--password-stdin");

        assertThat(screen.err()).contains("login: refused (UNAUTHENTICATED)");
        assertThat(screen.pauses()).as("it does not try again").isEmpty();
        assertThat(hub.calls).filteredOn(call -> call.startsWith("Login")).hasSize(1);
        assertThat(failed("", "login", "ann@example.com").err()).contains("password: no terminal to ask on");
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1:8080", "[2001:db8::1]:8080", "hub.test", "127.0.0.1.hub.test", "localhost.test"})
    void shouldNotSendAPasswordWhereOthersHearIt(String elsewhere) {
        for (String server : List.of(elsewhere, hub.address() + "," + elsewhere)) {
            Screen screen = new Screen().typing("secret\n");

            assertThat(login(screen, server)).isEqualTo(1);

            assertThat(screen.err())
                    .contains("not encrypted (expected: https:// or --ca; or http://, where nobody listens)");
        }
        assertThat(hub.calls).isEmpty();
    }

    @Test
    void shouldSendAPasswordAnywhereWhenToldThatNobodyListens() {
        String elsewhere = hub.address().replace("127.0.0.1", "[::ffff:127.0.0.1]");
        assertThat(login(new Screen().typing("secret\n"), elsewhere)).isEqualTo(1);

        Screen screen = new Screen().typing("secret\n");
        assertThat(login(screen, "http://" + elsewhere)).as(screen.err()).isZero();
    }

    @Test
    void shouldEndTheLogin() {
        run("secret\n", "login", "ann@example.com", "--password-stdin");

        assertThat(run("", "logout").err()).isEqualTo("logged out at " + hub.address() + "\n");

        assertThat(hub.revoked).containsExactly("refresh1");
        run("", "topics");
        assertThat(hub.calls).contains("ListTopics null");
    }

    private int login(Screen screen, String server) {
        return screen.call(server, "login", "ann@example.com", "--password-stdin", "--logins", file.toString());
    }

    private Screen run(String typed, String... arguments) {
        Screen screen = new Screen().typing(typed);
        assertThat(screen.run(all(arguments))).as(screen.err()).isZero();
        return screen;
    }

    private Screen failed(String typed, String... arguments) {
        Screen screen = new Screen().typing(typed);
        assertThat(screen.run(all(arguments))).isEqualTo(1);
        return screen;
    }

    private String[] all(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--server", hub.address(), "--logins", file.toString()));
        return all.toArray(String[]::new);
    }
}
