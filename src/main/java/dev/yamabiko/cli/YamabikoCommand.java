package dev.yamabiko.cli;

import dev.yamabiko.cli.chat.ChatCommand;
import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.file.FileCommand;
import dev.yamabiko.cli.file.GetCommand;
import dev.yamabiko.cli.file.InfoCommand;
import dev.yamabiko.cli.file.LsCommand;
import dev.yamabiko.cli.file.PutCommand;
import dev.yamabiko.cli.file.RmCommand;
import dev.yamabiko.cli.hub.NodesCommand;
import dev.yamabiko.cli.hub.TopicsCommand;
import dev.yamabiko.cli.login.LoginCommand;
import dev.yamabiko.cli.login.LogoutCommand;
import dev.yamabiko.cli.login.TokenCommand;
import dev.yamabiko.cli.logs.LogsCommand;
import dev.yamabiko.cli.logs.SendCommand;
import dev.yamabiko.cli.logs.TailCommand;
import dev.yamabiko.cli.metrics.MetricsCommand;
import dev.yamabiko.cli.metrics.WatchCommand;
import dev.yamabiko.cli.notify.NotifyCommand;
import dev.yamabiko.cli.notify.NotifyQueueCommand;
import dev.yamabiko.cli.notify.NotifySendCommand;
import dev.yamabiko.cli.notify.NotifyWatchCommand;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.cli.user.UserAddCommand;
import dev.yamabiko.cli.user.UserCommand;
import dev.yamabiko.cli.user.UserListCommand;
import dev.yamabiko.cli.user.UserPasswdCommand;
import dev.yamabiko.cli.user.UserRmCommand;
import dev.yamabiko.cli.user.UserRoleCommand;
import dev.yamabiko.cli.user.UserShowCommand;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** {@code yamabiko}: the root of all commands. For one run. */
@Command(
        name = "yamabiko",
        description = "An event-driven messaging hub: what one node hears, every node repeats.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        scope = ScopeType.INHERIT,
        footerHeading = "%nExamples:%n",
        footer = {
            "  yamabiko serve                     start a hub on 127.0.0.1:8080",
            "  yamabiko login ann@example.com     call a closed one as ann",
            "  yamabiko logs send app.log         send the lines of a file",
            "  yamabiko logs tail -f --app app    follow them",
            "  yamabiko file put report.pdf       keep a file",
            "  yamabiko chat tea --as ann         talk with others",
            "  yamabiko nodes --watch             see who is there",
            "  yamabiko metrics watch             see what they have to do"
        })
public final class YamabikoCommand {

    private static final int FAILED = 1;

    /** The commands, ready to parse and execute arguments. */
    public static CommandLine commandLine(Terminal terminal, Clock clock, RandomGenerator random, Pause pause) {
        CommandLine logs = new CommandLine(new LogsCommand())
                .addSubcommand(new SendCommand(terminal, clock, random, pause))
                .addSubcommand(new TailCommand(terminal, clock, random, pause));
        CommandLine file = new CommandLine(new FileCommand())
                .addSubcommand(new PutCommand(terminal, random, pause))
                .addSubcommand(new GetCommand(terminal, random, pause))
                .addSubcommand(new LsCommand(terminal, random, pause))
                .addSubcommand(new InfoCommand(terminal, random, pause))
                .addSubcommand(new RmCommand(terminal, random, pause));
        return new CommandLine(new YamabikoCommand())
                .addSubcommand(new ServeCommand(terminal))
                .addSubcommand(logs)
                .addSubcommand(file)
                .addSubcommand(new CommandLine(new NotifyCommand())
                        .addSubcommand(new NotifySendCommand(terminal, random, pause))
                        .addSubcommand(new NotifyWatchCommand(terminal, random, pause))
                        .addSubcommand(new NotifyQueueCommand(terminal, random, pause)))
                .addSubcommand(new ChatCommand(terminal, clock, random, pause))
                .addSubcommand(new NodesCommand(terminal, random, pause))
                .addSubcommand(new TopicsCommand(terminal, random, pause))
                .addSubcommand(
                        new CommandLine(new MetricsCommand()).addSubcommand(new WatchCommand(terminal, random, pause)))
                .addSubcommand(userCommands(terminal, random, pause))
                .addSubcommand(new LoginCommand(terminal, random, pause))
                .addSubcommand(new LogoutCommand(terminal, random, pause))
                .addSubcommand(new TokenCommand(terminal))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(terminal.writer())
                .setErr(new PrintWriter(new OutputStreamWriter(terminal.err(), StandardCharsets.UTF_8), true))
                .setExecutionExceptionHandler((error, command, parsed) -> explain(terminal, error));
    }

    private YamabikoCommand() {}

    private static CommandLine userCommands(Terminal terminal, RandomGenerator random, Pause pause) {
        return new CommandLine(new UserCommand())
                .addSubcommand(new UserAddCommand(terminal, random, pause))
                .addSubcommand(new UserListCommand(terminal, random, pause))
                .addSubcommand(new UserShowCommand(terminal, random, pause))
                .addSubcommand(new UserRmCommand(terminal, random, pause))
                .addSubcommand(new UserPasswdCommand(terminal, random, pause))
                .addSubcommand(new UserRoleCommand(terminal, random, pause));
    }

    /** One line that a person understands; what is not meant for them is a mistake of ours, and says so. */
    private static int explain(Terminal terminal, Exception error) {
        LoggerFactory.getLogger(YamabikoCommand.class).debug("command failed", error);
        terminal.say(
                error instanceof CommandFailure
                        ? "yamabiko: " + error.getMessage()
                        : "yamabiko: unexpected " + error + " (this is a bug; --verbose shows more)");
        return FAILED;
    }
}
