package dev.yamabiko.cli.notify;

import dev.yamabiko.cli.client.Backoff;
import dev.yamabiko.cli.client.Comeback;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.HubMethods;
import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.client.ResumableStream;
import dev.yamabiko.cli.client.ResumeBook;
import dev.yamabiko.cli.client.ServerOption;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.cli.terminal.Verbosity;
import dev.yamabiko.proto.notification.v1.Notification;
import dev.yamabiko.proto.notification.v1.SubscriptionRequest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code yamabiko notify watch}: prints the notifications of a user. For one run. */
@Command(
        name = "watch",
        sortOptions = false,
        description = {
            "Prints what is pending for a user, and what comes. It acknowledges nothing.",
            "A connection that breaks is made again, and goes on with the next one: none missing, none twice."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nobody reads the output any more",
            "1:the hub cannot be reached, or refuses",
            "2:usage",
            "130:stopped with Ctrl-C"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  yamabiko notify watch ann",
            "  yamabiko notify watch ann --type build --type mail --priority 70 --json"
        })
public final class NotifyWatchCommand implements Callable<Integer> {

    /** An hour of the longest pauses. */
    private static final int ATTEMPTS = 300;

    private final Terminal terminal;
    private final RandomGenerator random;
    private final Pause pause;

    @Mixin
    private final ServerOption server = new ServerOption();

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    @Parameters(paramLabel = "USER", description = "Whose notifications.")
    private String user = "";

    @Option(names = "--type", paramLabel = "TYPE", description = "Only of this type. Several: of any of them.")
    private List<String> types = List.of();

    @Option(names = "--priority", paramLabel = "N", description = "Only of at least this priority, 0 to 100.")
    private int priority;

    @Option(names = "--json", description = "Print a JSON object a line, with all there is.")
    private boolean json;

    /** Writes to this terminal. */
    public NotifyWatchCommand(Terminal terminal, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        verbosity.applyToClient();
        SubscriptionRequest request = SubscriptionRequest.newBuilder()
                .setUserId(user)
                .addAllEventTypes(types)
                .setPriorityLevel(priority)
                .setHeartbeatSeconds(ResumableStream.HEARTBEAT_SECONDS)
                .build();
        ResumeBook book = new ResumeBook();
        try (HubClient client = server.client()) {
            Comeback comeback = new Comeback(client, terminal, new Backoff(random, ATTEMPTS), pause);
            new ResumableStream<>(
                            client,
                            HubMethods.SUBSCRIBE_TO_NOTIFICATIONS,
                            Notification.parser(),
                            book,
                            terminal,
                            comeback)
                    .read(new NotificationReader(request, book, terminal, json));
            return 0;
        } catch (IOException nobodyReads) {
            return 0;
        }
    }
}
