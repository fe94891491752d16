package dev.yamabiko.cli.user;

import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.terminal.PasswordReader;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.proto.user.v1.User;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code yamabiko user passwd}: gives a user another password. For one run. */
@Command(
        name = "passwd",
        sortOptions = false,
        description = "Gives a user another password, and ends all logins with the one before.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:there is no such user, or the users cannot be reached", "2:usage"},
        footerHeading = "%nExamples:%n",
        footer = "  yamabiko user passwd ann@example.com")
public final class UserPasswdCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final RandomGenerator random;
    private final Pause pause;

    @Parameters(paramLabel = "USER", description = "An id, or an email.")
    private String who = "";

    @Mixin
    private final PasswordReader password = new PasswordReader();

    @Mixin
    private final UserPlace place = new UserPlace();

    /** Writes to this terminal. */
    public UserPasswdCommand(Terminal terminal, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (UserBook users = place.open(terminal, random, pause)) {
            User user = UserPlace.find(users, who);
            String next = password.askNew(terminal, "New password of " + user.getEmail() + ": ");
            User changed = users.change(UserPlace.change(user).setPassword(next).build());
            terminal.writer().println("changed " + UserLine.text(changed));
        }
        return 0;
    }
}
