package dev.yamabiko.cli.metrics;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.cli.client.Backoff;
import dev.yamabiko.cli.client.Call;
import dev.yamabiko.cli.client.Comeback;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.HubMethods;
import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.client.ServerOption;
import dev.yamabiko.cli.terminal.ColorMode;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.cli.terminal.Verbosity;
import dev.yamabiko.cli.view.LiveView;
import dev.yamabiko.cli.view.Table;
import dev.yamabiko.proto.metrics.v1.MetricPoint;
import dev.yamabiko.proto.metrics.v1.MetricsRequest;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code yamabiko metrics watch}: shows series as they change. For one run. */
@Command(
        name = "watch",
        sortOptions = false,
        description = {
            "Shows metrics as they change, of all nodes: on a terminal in a table, else a line for each point.",
            "A connection that breaks is made again, to another node where one is known."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the hub cannot be reached, or refuses", "2:usage", "130:stopped with Ctrl-C"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  yamabiko metrics watch",
            "  yamabiko metrics watch 'cpu*' 'memory*' --label node=node-1a2b3c4d",
            "  yamabiko metrics watch 'disk_*' --label mount=/ --interval 10",
            "  yamabiko metrics watch '*' --json > metrics.jsonl"
        })
public final class WatchCommand implements Callable<Integer> {

    private static final int MAX_INTERVAL = 3_600;
    private static final int HEARTBEAT_SECONDS = 5;
    private static final Duration SILENCE = Duration.ofSeconds(15);

    /** An hour of the longest pauses. */
    private static final int ATTEMPTS = 300;

    private static final List<String> LOAD = List.of(
            "cpu_usage_ratio",
            "memory_used_ratio",
            "process_cpu_ratio",
            "process_memory_bytes",
            "jvm_heap_used_bytes",
            "hub_event_loop_lag_seconds",
            "hub_connections_open",
            "hub_calls_open",
            "hub_subscriptions_open",
            "hub_records_appended_per_second",
            "hub_append_bytes_pending");

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

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "Names of metrics; * stands for any characters (default: how much each node has to do).")
    private List<String> names = List.of();

    @Option(
            names = "--label",
            paramLabel = "KEY=VALUE",
            description = "Only series with this label; * stands for any characters. Several: all of them.")
    private Map<String, String> labels = Map.of();

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            description = "The newest point of a series, every so many seconds, 1 to 3,600 (default: 1).")
    private int interval = 1;

    @Option(names = "--json", description = "Print a JSON object a line for each point, with all it has.")
    private boolean json;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description = "auto, always or never (default: auto, which honours NO_COLOR).")
    private ColorMode color = ColorMode.AUTO;

    /** Writes to this terminal. */
    public WatchCommand(Terminal terminal, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        verbosity.applyToClient();
        if (interval < 1 || interval > MAX_INTERVAL) {
            throw new ParameterException(
                    spec.commandLine(), "--interval: " + interval + " (expected: 1 to " + MAX_INTERVAL + ")");
        }
        MetricView view = view();
        try (HubClient client = server.client()) {
            Comeback comeback = new Comeback(client, terminal, new Backoff(random, ATTEMPTS), pause);
            while (view.wanted()) {
                try (Call call = client.open(HubMethods.STREAM_METRICS)) {
                    watch(call, view, comeback);
                    if (view.wanted()) {
                        comeback.after(call.ending());
                    }
                }
            }
        }
        return 0;
    }

    private MetricView view() {
        if (json || !terminal.outIsShown().getAsBoolean()) {
            return new MetricLines(terminal.writer(), json);
        }
        boolean colored = color.colors(terminal);
        return new LiveMetrics(
                new LiveView(terminal),
                () -> new Table(colored, List.of(LiveMetrics.HEADINGS)),
                terminal.lines().getAsInt());
    }

    private void watch(Call call, MetricView view, Comeback comeback) throws InterruptedException {
        MetricsRequest request = MetricsRequest.newBuilder()
                .addAllMetricNames(names.isEmpty() ? LOAD : names)
                .setIntervalSeconds(interval)
                .putAllLabels(labels)
                .setHeartbeatSeconds(HEARTBEAT_SECONDS)
                .build();
        call.send(List.of(Buffer.buffer(request.toByteArray())));
        call.finish();
        if (call.open(SILENCE) == null) {
            return;
        }
        comeback.opened(call, "");
        List<byte[]> points = call.next(SILENCE);
        while (!points.isEmpty()) {
            comeback.well();
            points.forEach(point -> take(parse(point), view));
            if (call.idle()) {
                view.show();
            }
            if (!view.wanted()) {
                return;
            }
            points = call.next(SILENCE);
        }
        view.show();
    }

    private void take(MetricPoint point, MetricView view) {
        if (!point.getHeartbeat()) {
            view.add(point);
        } else if (point.getSkipped() > 0) {
            terminal.say(String.format(
                    Locale.ROOT, "%,d points were left out: they came faster than they were read", point.getSkipped()));
        }
    }

    private static MetricPoint parse(byte[] message) {
        try {
            return MetricPoint.parseFrom(message);
        } catch (InvalidProtocolBufferException foreign) {
            throw new CommandFailure("the hub sent what is no metric: " + foreign.getMessage(), foreign);
        }
    }
}
