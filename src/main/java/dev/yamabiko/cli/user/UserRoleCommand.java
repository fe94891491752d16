package dev.yamabiko.cli.user;

import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.proto.user.v1.User;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code yamabiko user role}: gives a user another role. For one run. */
@Command(
        name = "role",
        sortOptions = false,
        description = "Gives a user another role, and ends all logins with the one before.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:there is no such user, or the users cannot be reached", "2:usage"},
        footerHeading = "%nExamples:%n",
        footer = "  yamabiko user role ann@example.com admin")
public final class UserRoleCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final RandomGenerator random;
    private final Pause pause;

    @Parameters(index = "0", paramLabel = "USER", description = "An id, or an email.")
    private String who = "";

    @Parameters(index = "1", paramLabel = "ROLE", description = "What the user may do.")
    private String role = "";

    @Mixin
    private final UserPlace place = new UserPlace();

    /** Writes to this terminal. */
    public UserRoleCommand(Terminal terminal, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (UserBook users = place.open(terminal, random, pause)) {
            User user = UserPlace.find(users, who);
            User changed = users.change(UserPlace.change(user).setRole(role).build());
            terminal.writer().println("changed " + UserLine.text(changed));
        }
        return 0;
    }
}
