package dev.yamabiko.cli.user;

import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.cli.view.LiveView;
import dev.yamabiko.cli.view.Table;
import dev.yamabiko.cli.view.Table.Cell;
import dev.yamabiko.proto.user.v1.User;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code yamabiko user list}: shows all users. For one run. */
@Command(
        name = "list",
        sortOptions = false,
        description = "Shows all users, in the order in which they were added.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the users cannot be reached", "2:usage"},
        footerHeading = "%nExamples:%n",
        footer = {"  yamabiko user list", "  yamabiko user list --json --data data"})
public final class UserListCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final RandomGenerator random;
    private final Pause pause;

    @Option(names = "--json", description = "Print a JSON object a line, with all there is.")
    private boolean json;

    @Mixin
    private final UserPlace place = new UserPlace();

    /** Writes to this terminal. */
    public UserListCommand(Terminal terminal, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = terminal.writer();
        Table table = Table.of(false, "ID", "EMAIL", "NAME", "ROLE", "ADDED");
        try (UserBook users = place.open(terminal, random, pause)) {
            users.all(user -> {
                if (json) {
                    out.println(UserLine.json(user));
                } else {
                    table.add(row(user));
                }
            });
        }
        if (!json) {
            table.show(new LiveView(terminal), List.of());
        }
        return 0;
    }

    private static List<Cell> row(User user) {
        return List.of(
                Cell.right(Integer.toString(user.getId())),
                Cell.text(user.getEmail()),
                Cell.text(user.getName()),
                Cell.text(user.getRole()),
                Cell.text(
                        Instant.ofEpochSecond(user.getCreatedAt().getSeconds()).toString()));
    }
}
