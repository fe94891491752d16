package dev.yamabiko.cli.hub;

import dev.yamabiko.cli.client.Backoff;
import dev.yamabiko.cli.client.Comeback;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.client.ServerOption;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.cli.terminal.Verbosity;
import dev.yamabiko.cli.view.JsonLine;
import dev.yamabiko.cli.view.LiveView;
import dev.yamabiko.cli.view.Table;
import dev.yamabiko.cli.view.Table.Cell;
import dev.yamabiko.cli.view.ViewOptions;
import dev.yamabiko.proto.hub.v1.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

/** {@code yamabiko topics}: shows what a hub keeps. For one run. */
@Command(
        name = "topics",
        sortOptions = false,
        description = {
            "Shows the topics of a hub: the first and the last offset kept, and how many records that are.",
            "With --watch, those with the most new records come first."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the hub cannot be reached, or refuses", "2:usage", "130:stopped with Ctrl-C"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  yamabiko topics",
            "  yamabiko topics logs/ --watch",
            "  yamabiko topics logs/billing --json --server 10.0.0.7:8080"
        })
public final class TopicsCommand implements Callable<Integer> {

    private static final Duration REFRESH = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 5;
    /** An hour of the longest pauses. */
    private static final int ATTEMPTS_WATCHING = 300;

    private final Terminal terminal;
    private final RandomGenerator random;
    private final Pause pause;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Mixin
    private final ServerOption server = new ServerOption();

    @Mixin
    private final ViewOptions options = new ViewOptions();

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    @Parameters(paramLabel = "PREFIX", arity = "0..1", description = "Only topics whose names begin so.")
    private String prefix = "";

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "With --watch: at most N topics at a time (default: 20).")
    private int most = 20;

    /** Writes to this terminal. */
    public TopicsCommand(Terminal terminal, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        verbosity.applyToClient();
        if (most < 1) {
            throw new ParameterException(spec.commandLine(), "-n: " + most + " (expected: 1 or more)");
        }
        LiveView view = new LiveView(terminal);
        try (HubClient client = server.client()) {
            Backoff backoff = new Backoff(random, options.watch() ? ATTEMPTS_WATCHING : ATTEMPTS);
            TopicList list = new TopicList(client, new Comeback(client, terminal, backoff, pause), prefix);
            Map<String, Long> before = new HashMap<>();
            show(topics(list), before, view);
            while (options.watch() && view.wanted()) {
                pause.of(REFRESH);
                show(topics(list), before, view);
            }
        }
        return 0;
    }

    private static List<Topic> topics(TopicList list) throws InterruptedException {
        List<Topic> topics = new ArrayList<>();
        list.read(page -> topics.addAll(page.getTopicsList()));
        return topics;
    }

    /**
     * A topic, and what has come to it since it was seen before.
     *
     * @param added records
     */
    private record Row(Topic topic, long added) {}

    private void show(List<Topic> topics, Map<String, Long> before, LiveView view) {
        List<Row> rows = topics.stream().map(topic -> row(topic, before)).toList();
        // The order of names where nothing is new.
        List<Row> shown = options.watch()
                ? rows.stream()
                        .sorted(Comparator.comparingLong(Row::added).reversed())
                        .limit(most)
                        .toList()
                : rows;
        if (options.json()) {
            view.show("", shown.stream().map(row -> json(row.topic())).toList());
            return;
        }
        int more = rows.size() - shown.size();
        table(shown).show(view, more == 0 ? List.of() : List.of(String.format(Locale.ROOT, "... and %,d more", more)));
    }

    private static Row row(Topic topic, Map<String, Long> before) {
        Long last = before.put(topic.getName(), topic.getLastOffset());
        return new Row(topic, last == null ? 0 : Math.max(0, topic.getLastOffset() - last));
    }

    private Table table(List<Row> rows) {
        Table table = options.watch()
                ? options.table(terminal, "TOPIC", "EARLIEST", "LAST", "KEPT", "NEW")
                : options.table(terminal, "TOPIC", "EARLIEST", "LAST", "KEPT");
        for (Row row : rows) {
            Topic topic = row.topic();
            List<Cell> cells = new ArrayList<>(List.of(
                    Cell.text(topic.getName()),
                    Cell.number(topic.getEarliestOffset()),
                    Cell.number(topic.getLastOffset()),
                    Cell.number(topic.getLastOffset() + 1 - topic.getEarliestOffset())));
            if (options.watch()) {
                cells.add(Cell.number(row.added()));
            }
            table.add(cells);
        }
        return table;
    }

    private static String json(Topic topic) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", topic.getName());
        fields.put("earliest_offset", topic.getEarliestOffset());
        fields.put("last_offset", topic.getLastOffset());
        return JsonLine.of(fields);
    }
}
