package dev.yamabiko.cli.notify;

import dev.yamabiko.cli.client.Backoff;
import dev.yamabiko.cli.client.Comeback;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.HubMethods;
import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.client.Question;
import dev.yamabiko.cli.client.ServerOption;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.cli.terminal.Verbosity;
import dev.yamabiko.proto.notification.v1.SendNotificationRequest;
import dev.yamabiko.proto.notification.v1.SendNotificationResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yamabiko notify send}: sends a notification. For one run. */
@Command(
        name = "send",
        sortOptions = false,
        description = {
            "Sends a notification to users, or to all; done when the hub has stored it.",
            "Where the hub has not said whether it has, it is sent again, and stored once."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:stored for all", "1:the hub cannot be reached, or refuses", "2:usage", "3:queues were full"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  yamabiko notify send ann -t \"Build failed\" --type build --priority 70",
            "  yamabiko notify send ann bob -t Lunch",
            "  yamabiko notify send --all -t \"Maintenance at 18:00\""
        })
public final class NotifySendCommand implements Callable<Integer> {

    private static final int ATTEMPTS = 10;
    private static final int FULL = 3;

    private final Terminal terminal;
    private final RandomGenerator random;
    private final Pause pause;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Mixin
    private final ServerOption server = new ServerOption();

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    @Parameters(paramLabel = "USER", arity = "0..*", description = "To whom.")
    private List<String> users = List.of();

    @Option(names = "--all", description = "To all users, those to come included.")
    private boolean all;

    @Option(
            names = {"-t", "--title"},
            paramLabel = "TEXT",
            description = "One line.")
    private String title = "";

    @Option(
            names = {"-m", "--message"},
            paramLabel = "TEXT",
            description = "The text.")
    private String message = "";

    @Option(names = "--type", paramLabel = "TYPE", description = "What readers filter by (default: message).")
    private String type = "message";

    @Option(names = "--priority", paramLabel = "N", description = "0 to 100, the most urgent (default: 50).")
    private int priority = 50;

    @Option(names = "--data", paramLabel = "KEY=VALUE", description = "Whatever else there is to say.")
    private Map<String, String> data = new LinkedHashMap<>();

    /** Writes to this terminal. */
    public NotifySendCommand(Terminal terminal, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        verbosity.applyToClient();
        if (all == !users.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "USER, --all: " + (all ? "both" : "neither") + " (expected: one of them)");
        }
        SendNotificationRequest request = SendNotificationRequest.newBuilder()
                .addAllUserIds(users)
                .setToAll(all)
                .setType(type)
                .setTitle(title)
                .setMessage(message)
                .setPriority(priority)
                .putAllMetadata(data)
                .build();
        try (HubClient client = server.client()) {
            Comeback comeback = new Comeback(client, terminal, new Backoff(random, ATTEMPTS), pause);
            String key = new UUID(random.nextLong(), random.nextLong()).toString();
            return report(new Question(client, comeback, Map.of("idempotency-key", key))
                    .ask(HubMethods.SEND_NOTIFICATION, request, SendNotificationResponse.parser()));
        }
    }

    private int report(SendNotificationResponse sent) {
        int of = sent.getQueued() + sent.getRefusalsCount();
        terminal.writer()
                .println(
                        all
                                ? sent.getNotificationId() + " sent to all"
                                : sent.getNotificationId() + " queued for " + sent.getQueued() + " of " + of);
        sent.getRefusalsList().forEach(refusal -> terminal.say(refusal.getUserId() + ": " + refusal.getReason()));
        return sent.getRefusalsCount() == 0 ? 0 : FULL;
    }
}
