package dev.yamabiko.cli.user;

import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.terminal.PasswordReader;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.proto.user.v1.CreateUserRequest;
import dev.yamabiko.proto.user.v1.User;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code yamabiko user add}: adds a user. For one run. */
@Command(
        name = "add",
        sortOptions = false,
        description = "Adds a user.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the email is taken, or the users cannot be reached", "2:usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  yamabiko user add ann@example.com --admin --data data",
            "  yamabiko user add bob@example.com --name Bob --role editor",
            "  yamabiko user add robot@example.com --password-stdin < secret"
        })
public final class UserAddCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final RandomGenerator random;
    private final Pause pause;

    @Parameters(paramLabel = "EMAIL", description = "Who it is.")
    private String email = "";

    @Option(names = "--name", paramLabel = "NAME", description = "For people (default: what is before the @).")
    private @Nullable String name;

    @Option(names = "--phone", paramLabel = "PHONE", description = "A telephone number.")
    private String phone = "";

    @ArgGroup(exclusive = true)
    private Role role = new Role();

    /** What the user may do. */
    private static final class Role {
        @Option(names = "--role", paramLabel = "ROLE", description = "What the user may do (default: user).")
        private String name = dev.yamabiko.user.User.PLAIN;

        @Option(names = "--admin", description = "The same as --role admin.")
        private boolean admin;
    }

    @Option(names = "--no-password", description = "The user cannot log in.")
    private boolean none;

    @Mixin
    private final PasswordReader password = new PasswordReader();

    @Mixin
    private final UserPlace place = new UserPlace();

    /** Writes to this terminal. */
    public UserAddCommand(Terminal terminal, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        CreateUserRequest.Builder draft = CreateUserRequest.newBuilder()
                .setEmail(email)
                .setName(name == null ? email.substring(0, Math.max(0, email.lastIndexOf('@'))) : name)
                .setPhone(phone)
                .setRole(role.admin ? dev.yamabiko.user.User.ADMIN : role.name);
        try (UserBook users = place.open(terminal, random, pause)) {
            if (!none) {
                draft.setPassword(password.askNew(terminal, "Password of " + email + ": "));
            }
            User added = users.add(draft.build());
            terminal.writer().println("added " + UserLine.text(added));
        }
        return 0;
    }
}
