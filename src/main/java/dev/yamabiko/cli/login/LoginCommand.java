package dev.yamabiko.cli.login;

import dev.yamabiko.cli.client.Backoff;
import dev.yamabiko.cli.client.Comeback;
import dev.yamabiko.cli.client.Credentials;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.HubMethods;
import dev.yamabiko.cli.client.LoginFile;
import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.client.Question;
import dev.yamabiko.cli.client.ServerOption;
import dev.yamabiko.cli.terminal.PasswordReader;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.cli.terminal.Verbosity;
import dev.yamabiko.proto.auth.v1.LoginRequest;
import dev.yamabiko.proto.auth.v1.LoginResponse;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code yamabiko login}: logs in at a hub, for the commands that follow. For one run. */
@Command(
        name = "login",
        sortOptions = false,
        description = {
            "Logs in at a hub. The commands that follow call it as that user, until `yamabiko logout`.",
            "Tokens are kept in a file that others cannot read; see --logins.",
            "The password leaves this machine encrypted, or where --server says http://."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the hub cannot be reached, or refuses", "2:usage"},
        footerHeading = "%nExamples:%n",
        footer = {"  yamabiko login ann@example.com", "  yamabiko login robot@example.com --password-stdin < secret"})
public final class LoginCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final RandomGenerator random;
    private final Pause pause;

    @Parameters(paramLabel = "EMAIL", description = "Who you are.")
    private String email = "";

    @Mixin
    private final PasswordReader password = new PasswordReader();

    @Mixin
    private final ServerOption server = new ServerOption();

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    /** Writes to this terminal. */
    public LoginCommand(Terminal terminal, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        verbosity.applyToClient();
        server.keepSecret();
        LoginRequest request = LoginRequest.newBuilder()
                .setEmail(email)
                .setPassword(password.ask(terminal, "Password of " + email + ": "))
                .build();
        try (HubClient client = server.client(Credentials.NONE)) {
            Comeback once = new Comeback(client, terminal, new Backoff(random, 0), pause);
            LoginResponse login = new Question(client, once).ask(HubMethods.LOGIN, request, LoginResponse.parser());
            server.loginFile().change(server.name(), before -> LoginFile.Entry.of(login, server.tls()));
            terminal.say("logged in at " + server.name() + " as "
                    + login.getUser().getEmail() + " (" + login.getUser().getRole() + "), until "
                    + Instant.ofEpochMilli(login.getLoginExpiresAt()));
        }
        return 0;
    }
}
