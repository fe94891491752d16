package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.Command;
import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.WorkFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The commands of "Closing the doors" in the README, as whoever reads it runs them. */
class ClosedDoorsIT {

    private static final String CA = "data/tls.crt";

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path home;

    private String server = "";

    @Test
    void shouldTakeFiveCommandsToAClosedHubWithUsers() throws Exception {
        // Given an admin who was added before the hub ran
        assertThat(run("correct horse\n", "user", "add", "ann@example.com", "--admin", "--data", "data")
                        .out())
                .isEqualTo("added user 1 ann@example.com (admin)\n");
        HubNode node = HubNode.in(home).with("--auth", "--tls");
        server = "localhost:" + node.port();
        try (HubProcess hub = node.start()) {
            // When nobody in particular calls, then the hub refuses
            Command stranger = call("", "user", "list", "--ca", CA);
            assertThat(stranger.code()).isEqualTo(1);
            assertThat(stranger.err()).contains("UNAUTHENTICATED").contains("yamabiko login");

            // When the admin logs in, then the hub does what it is asked for
            assertThat(call("correct horse\n", "login", "ann@example.com", "--ca", CA)
                            .err())
                    .startsWith("logged in at " + server + " as ann@example.com (admin), until ");
            assertThat(call("battery staple\n", "user", "add", "bob@example.com")
                            .out())
                    .isEqualTo("added user 2 bob@example.com (user)\n");

            // When another user logs in, then the hub does what that one may do, and nothing else
            assertThat(call("battery staple\n", "login", "bob@example.com").code())
                    .isZero();
            assertThat(call("", "token").out()).matches("ey[\\w.-]+\n");
            assertThat(call("", "nodes").out()).contains("serving");
            Command denied = call("a line\n", "logs", "send", "--app", "billing");
            assertThat(denied.code()).isEqualTo(1);
            assertThat(denied.err()).contains("PERMISSION_DENIED");

            // And what was refused and done is written down, without secrets
            String audit = Files.readString(home.resolve("data").resolve("audit.log"));
            assertThat(audit)
                    .contains("UserService/ListUsers", "action=WRITE topic=users", "DataCollectionService/CollectLogs")
                    .doesNotContain("staple");
            assertThat(hub.errors()).doesNotContain("staple");
        }
    }

    private Command call(String typed, String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--server";
        all[arguments.length + 1] = server;
        return run(typed, all);
    }

    /** Passwords come on standard input, for there is no terminal to ask on. */
    private Command run(String typed, String... arguments) {
        boolean password = !typed.isEmpty() && !arguments[0].equals("logs");
        String[] all = Arrays.copyOf(arguments, arguments.length + (password ? 1 : 0));
        if (password) {
            all[arguments.length] = "--password-stdin";
        }
        return Command.run(home, typed, all);
    }
}
