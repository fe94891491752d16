package dev.yamabiko.cli.login;

import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.ServerOption;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.cli.terminal.Verbosity;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code yamabiko token}: prints a token for calls of other programs. For one run. */
@Command(
        name = "token",
        sortOptions = false,
        description = {
            "Prints the token of the login at a hub, a fresh one where it would expire soon.",
            "Other clients send it as the metadata `authorization: Bearer <token>`."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:there is no login, or the hub cannot be reached", "2:usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  yamabiko token",
            "  grpcurl -H \"authorization: Bearer $(yamabiko token)\" localhost:8080 hub.v1.HubService/GetNode"
        })
public final class TokenCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private final ServerOption server = new ServerOption();

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    /** Writes to this terminal. */
    public TokenCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        verbosity.applyToClient();
        try (HubClient client = server.client()) {
            String token = server.login().token(client);
            if (token == null) {
                throw new CommandFailure("no login at " + server.name()
                        + " (expected: `yamabiko login` before, and again when it is over)");
            }
            terminal.writer().println(token);
        }
        return 0;
    }
}
