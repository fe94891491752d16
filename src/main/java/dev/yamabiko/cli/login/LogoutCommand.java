package dev.yamabiko.cli.login;

import dev.yamabiko.cli.client.Backoff;
import dev.yamabiko.cli.client.Comeback;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.HubMethods;
import dev.yamabiko.cli.client.LoginFile;
import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.client.Question;
import dev.yamabiko.cli.client.ServerOption;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.cli.terminal.Verbosity;
import dev.yamabiko.proto.auth.v1.RevokeRequest;
import dev.yamabiko.proto.auth.v1.RevokeResponse;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code yamabiko logout}: ends the login at a hub, and forgets it. For one run. */
@Command(
        name = "logout",
        sortOptions = false,
        description = {
            "Ends the login at a hub, and forgets it.",
            "A token that was copied elsewhere is accepted until it expires, but not refreshed."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:there is no login, or the hub cannot be reached", "2:usage"},
        footerHeading = "%nExamples:%n",
        footer = "  yamabiko logout --server 10.0.0.7:8080")
public final class LogoutCommand implements Callable<Integer> {

    private static final int ATTEMPTS = 3;

    private final Terminal terminal;
    private final RandomGenerator random;
    private final Pause pause;

    @Mixin
    private final ServerOption server = new ServerOption();

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    /** Writes to this terminal. */
    public LogoutCommand(Terminal terminal, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        verbosity.applyToClient();
        LoginFile file = server.loginFile();
        LoginFile.Entry entry = file.find(server.name());
        if (entry == null) {
            throw new CommandFailure("no login at " + server.name());
        }
        RevokeRequest request =
                RevokeRequest.newBuilder().setRefreshToken(entry.refresh()).build();
        try (HubClient client = server.client()) {
            Comeback comeback = new Comeback(client, terminal, new Backoff(random, ATTEMPTS), pause);
            new Question(client, comeback).ask(HubMethods.REVOKE, request, RevokeResponse.parser());
            file.change(server.name(), before -> null);
            terminal.say("logged out at " + server.name());
        }
        return 0;
    }
}
