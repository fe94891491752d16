package dev.yamabiko.cli.user;

import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.proto.user.v1.User;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code yamabiko user rm}: deletes users. For one run. */
@Command(
        name = "rm",
        sortOptions = false,
        description = "Deletes users, and ends their logins.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:there is no such user, or the users cannot be reached", "2:usage"},
        footerHeading = "%nExamples:%n",
        footer = "  yamabiko user rm ann@example.com")
public final class UserRmCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final RandomGenerator random;
    private final Pause pause;

    @Parameters(paramLabel = "USER", arity = "1..*", description = "Ids, or emails.")
    private List<String> who = List.of();

    @Mixin
    private final UserPlace place = new UserPlace();

    /** Writes to this terminal. */
    public UserRmCommand(Terminal terminal, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (UserBook users = place.open(terminal, random, pause)) {
            for (String each : who) {
                User user = UserPlace.find(users, each);
                users.remove(user);
                terminal.writer().println("deleted " + UserLine.text(user));
            }
        }
        return 0;
    }
}
