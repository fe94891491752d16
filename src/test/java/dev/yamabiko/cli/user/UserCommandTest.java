package dev.yamabiko.cli.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.cli.Screen;
import dev.yamabiko.gateway.RunningHub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code yamabiko user}, through a real hub and beside it. */
@Timeout(60)
class UserCommandTest {

    @TempDir
    Path folder;

    private RunningHub hub;
    private String server = "";

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.inMemory(folder);
        server = "127.0.0.1:" + hub.port();
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
    }

    @Test
    void shouldAddShowChangeAndDeleteThroughAHub() {
        assertThat(said("correct horse\n", hub("add", "Ann@example.com", "--password-stdin", "--phone", "+41 44 1")))
                .isEqualTo("added user 1 Ann@example.com (user)\n");
        assertThat(said("", hub("add", "bob@example.com", "--no-password", "--role", "editor", "--name", "Bob B.")))
                .isEqualTo("added user 2 bob@example.com (editor)\n");

        assertThat(said("", hub("show", "ann@EXAMPLE.com", "--json")))
                .startsWith("{\"id\":1,\"email\":\"Ann@example.com\",\"name\":\"Ann\",\"phone\":\"+41 44 1\",")
                .contains("\"role\":\"user\",");
        assertThat(said("", hub("role", "1", "admin"))).isEqualTo("changed user 1 Ann@example.com (admin)\n");
        assertThat(said("another horse\n", hub("passwd", "1", "--password-stdin")))
                .isEqualTo("changed user 1 Ann@example.com (admin)\n");
        assertThat(said("", hub("list")).lines().map(String::strip))
                .satisfiesExactly(
                        heading -> assertThat(heading).matches("ID +EMAIL +NAME +ROLE +ADDED"),
                        ann -> assertThat(ann).matches("1 +Ann@example.com +Ann +admin +2.*Z"),
                        bob -> assertThat(bob).matches("2 +bob@example.com +Bob B. +editor +2.*Z"));
        assertThat(said("", hub("rm", "ann@example.com", "2")))
                .isEqualTo("deleted user 1 Ann@example.com (admin)\ndeleted user 2 bob@example.com (editor)\n");
        assertThat(said("", hub("list", "--json"))).isEmpty();
    }

    @Test
    void shouldAddTheFirstAdminWithoutAHub() throws Exception {
        hub.close();

        assertThat(said("correct horse\n", kept("add", "ann@example.com", "--admin", "--password-stdin")))
                .isEqualTo("added user 1 ann@example.com (admin)\n");
        assertThat(said("", kept("show", "1")))
                .contains("email        ann@example.com\n")
                .contains("role         admin\n");
        assertThat(said("another horse\n", kept("passwd", "1", "--password-stdin")))
                .isEqualTo("changed user 1 ann@example.com (admin)\n");
        assertThat(said("", kept("role", "ann@example.com", "user")))
                .isEqualTo("changed user 1 ann@example.com (user)\n");
        assertThat(said("", kept("list", "--json"))).contains("\"email\":\"ann@example.com\"");
        assertThat(said("", kept("rm", "1"))).isEqualTo("deleted user 1 ann@example.com (user)\n");
        assertThat(Files.readAllLines(folder.resolve("data/audit.log")))
                .extracting(line -> line.replaceAll("^[-\\dT:.]+Z ", "").replaceAll("caller=\\S+", "caller=ME"))
                .containsExactly(beside("WRITE"), beside("WRITE"), beside("WRITE"), beside("DELETE"));
        hub = RunningHub.inMemory(folder);
    }

    private static String beside(String action) {
        return "allowed caller=ME action=" + action
                + " topic=users/1 reason= repeats=0 left_out_before=0 rpc=\"yamabiko user\"";
    }

    @Test
    void shouldShareTheUsersWithAHubThatRuns() {
        said("", hub("add", "ann@example.com", "--no-password"));

        assertThat(said("", kept("list", "--json"))).contains("\"email\":\"ann@example.com\"");
        said("", kept("add", "bob@example.com", "--no-password"));

        assertThat(said("", hub("show", "2", "--json"))).contains("\"email\":\"bob@example.com\"");
    }

    @Test
    void shouldSayInOneLineWhatIsWrong() {
        said("", hub("add", "ann@example.com", "--no-password"));

        for (List<String> arguments : List.of(hub("add", "ANN@example.com"), kept("add", "ANN@example.com"))) {
            assertThat(complaint("correct horse\n", arguments, "--password-stdin"))
                    .contains("email: of another user (expected: one that nobody has)");
        }
        for (List<String> arguments : List.of(hub("add", "ann@"), kept("add", "ann@"))) {
            assertThat(complaint("short\n", arguments, "--password-stdin", "--name", "x"))
                    .contains("email: 4 characters (expected: local@domain")
                    .contains("password: 5 bytes (expected: 8 to 256)");
        }
        for (List<String> arguments : List.of(hub("show", "7"), kept("show", "bob@example.com"), kept("rm", "7"))) {
            assertThat(complaint("", arguments)).contains("no such user (expected: an id, or an email)");
        }
        assertThat(complaint("", hub("add", "bob@example.com", "--password-stdin")))
                .contains("standard input is empty");
        assertThat(complaint("", kept("role", "1", "no role at all"))).contains("role: 14 characters (expected: ");
        assertThat(new Screen().run("user", "add", "x@y", "--admin", "--role", "user"))
                .isEqualTo(2);
    }

    @Test
    void shouldNotSendUsersWhereOthersHearThem() {
        List<String> elsewhere = with(new String[] {"add", "ann@example.com"}, "--server", "192.0.2.1:8080");

        assertThat(complaint("correct horse\n", elsewhere, "--password-stdin"))
                .contains(
                        "192.0.2.1:8080, not encrypted (expected: https:// or --ca; or http://, where nobody listens)");
    }

    private List<String> hub(String... arguments) {
        return with(
                arguments,
                "--server",
                server,
                "--logins",
                folder.resolve("logins.json").toString());
    }

    private List<String> kept(String... arguments) {
        return with(arguments, "--data", folder.resolve("data").toString());
    }

    private static List<String> with(String[] arguments, String... more) {
        List<String> all = new ArrayList<>(List.of("user"));
        all.addAll(Arrays.asList(arguments));
        all.addAll(Arrays.asList(more));
        return all;
    }

    private static String said(String typed, List<String> arguments) {
        Screen screen = new Screen().typing(typed);
        assertThat(screen.run(arguments.toArray(String[]::new)))
                .as(screen.err())
                .isZero();
        return screen.out();
    }

    private static String complaint(String typed, List<String> arguments, String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(Arrays.asList(more));
        Screen screen = new Screen().typing(typed);
        assertThat(screen.run(all.toArray(String[]::new))).isEqualTo(1);
        assertThat(screen.err().lines()).hasSize(1);
        return screen.err();
    }
}
