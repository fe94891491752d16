package dev.yamabiko.cli.user;

import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.terminal.Escape;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.proto.user.v1.User;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code yamabiko user show}: shows a user. For one run. */
@Command(
        name = "show",
        sortOptions = false,
        description = "Shows a user.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:there is no such user, or the users cannot be reached", "2:usage"},
        footerHeading = "%nExamples:%n",
        footer = {"  yamabiko user show ann@example.com", "  yamabiko user show 1 --json"})
public final class UserShowCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final RandomGenerator random;
    private final Pause pause;

    @Parameters(paramLabel = "USER", description = "An id, or an email.")
    private String who = "";

    @Option(names = "--json", description = "Print a JSON object, with all there is.")
    private boolean json;

    @Mixin
    private final UserPlace place = new UserPlace();

    /** Writes to this terminal. */
    public UserShowCommand(Terminal terminal, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = terminal.writer();
        try (UserBook users = place.open(terminal, random, pause)) {
            User user = UserPlace.find(users, who);
            if (json) {
                out.println(UserLine.json(user));
            } else {
                UserLine.fields(user)
                        .forEach((name, value) -> out.printf(
                                "%-12s %s%n", name.replace('_', ' '), Escape.TEXT.apply(String.valueOf(value))));
            }
        }
        return 0;
    }
}
