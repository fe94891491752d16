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
import dev.yamabiko.cli.view.JsonLine;
import dev.yamabiko.proto.notification.v1.GetQueueRequest;
import dev.yamabiko.proto.notification.v1.GetQueueResponse;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code yamabiko notify queue}: shows what is pending for users. For one run. */
@Command(
        name = "queue",
        sortOptions = false,
        description = "Shows what is pending for users.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the hub cannot be reached, or refuses", "2:usage"},
        footerHeading = "%nExamples:%n",
        footer = {"  yamabiko notify queue ann", "  yamabiko notify queue ann bob --json"})
public final class NotifyQueueCommand implements Callable<Integer> {

    private static final int ATTEMPTS = 5;

    private final Terminal terminal;
    private final RandomGenerator random;
    private final Pause pause;

    @Mixin
    private final ServerOption server = new ServerOption();

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    @Parameters(paramLabel = "USER", arity = "1..*", description = "Whose queues.")
    private List<String> users = List.of();

    @Option(names = "--json", description = "Print a JSON object a line, with all there is.")
    private boolean json;

    /** Writes to this terminal. */
    public NotifyQueueCommand(Terminal terminal, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        verbosity.applyToClient();
        PrintWriter out = terminal.writer();
        try (HubClient client = server.client()) {
            Comeback comeback = new Comeback(client, terminal, new Backoff(random, ATTEMPTS), pause);
            Question question = new Question(client, comeback);
            for (String user : users) {
                GetQueueRequest request =
                        GetQueueRequest.newBuilder().setUserId(user).build();
                GetQueueResponse queue = question.ask(HubMethods.GET_QUEUE, request, GetQueueResponse.parser());
                Map<String, Object> fields = fields(user, queue);
                if (json) {
                    out.println(JsonLine.of(fields));
                } else {
                    fields.forEach(
                            (name, value) -> out.printf("%-30s %s%n", name.replace('_', ' '), shown(name, value)));
                }
            }
        }
        return 0;
    }

    private static Map<String, Object> fields(String user, GetQueueResponse queue) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("user_id", user);
        fields.put("pending", (long) queue.getPending());
        fields.put("oldest", queue.getOldest());
        fields.put("capacity", (long) queue.getCapacity());
        fields.put("overflow", queue.getOverflow());
        fields.put("dropped", queue.getDropped());
        fields.put("acknowledged_offset", queue.getAcknowledgedOffset());
        fields.put("last_offset", queue.getLastOffset());
        fields.put("broadcasts_pending", queue.getBroadcastsPending());
        fields.put("broadcast_acknowledged_offset", queue.getBroadcastAcknowledgedOffset());
        fields.put("broadcast_last_offset", queue.getBroadcastLastOffset());
        return fields;
    }

    private static Object shown(String name, Object value) {
        if (name.equals("oldest")) {
            return value.equals(0L) ? "none" : Instant.ofEpochMilli((Long) value);
        }
        return value;
    }
}
