package dev.yamabiko.cli.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.cli.Screen;
import dev.yamabiko.gateway.RunningHub;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A login at a hub that encrypts: its tokens are for that hub alone, and the commands that follow know how to call it.
 */
@Timeout(60)
class EncryptedLoginTest {

    @TempDir
    Path folder;

    private RunningHub hub;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.inMemory(folder, "tls: {own-certificate: true}", "auth: {enabled: true}");
        Screen screen = new Screen().typing("correct horse\n");
        String data = folder.resolve("data").toString();
        assertThat(screen.run("user", "add", "ann@example.com", "--admin", "--password-stdin", "--data", data))
                .as(screen.err())
                .isZero();
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
    }

    @Test
    void shouldCallTheHubAgainAsAtTheLogin() {
        login("--ca", certificate());

        assertThat(call("", "user list").out()).contains("ann@example.com");
        assertThat(call("", "token").out()).startsWith("ey");
        assertThat(call("https://", "user list").out()).contains("ann@example.com");
        login(); // once more, without saying how
        assertThat(call("", "logout").err()).contains("logged out");
    }

    @Test
    void shouldNotShowItsTokensToWhoeverListens() {
        login("--ca", certificate());

        for (String command : new String[] {"token", "user list", "logout"}) {
            assertThat(call("http://", command).err())
                    .contains("--server: http:// (expected: https://, as it was at the login)");
        }
    }

    @Test
    void shouldSayThatItsAuthoritiesAreGone() throws Exception {
        Path copy = Files.copy(Path.of(certificate()), folder.resolve("copy.crt"));
        login("--ca", copy.toString());
        Files.delete(copy);
        Screen screen = new Screen();

        assertThat(screen.call("127.0.0.1:" + hub.port(), "user list", "--logins", logins()))
                .isEqualTo(1);

        assertThat(screen.err()).contains(copy + ": cannot be read (expected: a PEM file)");
        login("--ca", certificate());
    }

    private void login(String... options) {
        String[] all = new String[options.length + 4];
        System.arraycopy(options, 0, all, 0, options.length);
        System.arraycopy(
                new String[] {"ann@example.com", "--password-stdin", "--logins", logins()}, 0, all, options.length, 4);
        Screen screen = new Screen().typing("correct horse\n");
        assertThat(screen.call("127.0.0.1:" + hub.port(), "login", all))
                .as(screen.err())
                .isZero();
    }

    private Screen call(String scheme, String command) {
        Screen screen = new Screen();
        int code = screen.call(scheme + "127.0.0.1:" + hub.port(), command, "--logins", logins());
        assertThat(code).as(screen.err()).isEqualTo(scheme.equals("http://") ? 1 : 0);
        return screen;
    }

    private String logins() {
        return folder.resolve("logins.json").toString();
    }

    private String certificate() {
        return folder.resolve("data").resolve("tls.crt").toString();
    }
}
