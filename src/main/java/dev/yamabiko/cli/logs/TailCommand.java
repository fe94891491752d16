package dev.yamabiko.cli.logs;

import com.fasterxml.jackson.core.JsonFactory;
import dev.yamabiko.cli.client.Backoff;
import dev.yamabiko.cli.client.Comeback;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.HubMethods;
import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.client.ResumableStream;
import dev.yamabiko.cli.client.ResumeBook;
import dev.yamabiko.cli.client.ServerOption;
import dev.yamabiko.cli.line.LogLevel;
import dev.yamabiko.cli.line.Moments;
import dev.yamabiko.cli.line.PointInTime;
import dev.yamabiko.cli.terminal.ColorMode;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.cli.terminal.Verbosity;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code yamabiko logs tail}: prints log entries, and follows them. For one run. */
@Command(
        name = "tail",
        sortOptions = false,
        description = {
            "Prints the newest entries of a hub, oldest first, and follows what comes.",
            "A connection that breaks is made again, and goes on with the next entry: none missing, none twice."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the hub cannot be reached, or refuses", "2:usage", "130:stopped with Ctrl-C"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  yamabiko logs tail -f",
            "  yamabiko logs tail --app nginx --level WARN --since 2h",
            "  yamabiko logs tail --app shop --filter timeout --filter region!=eu -n 100",
            "  yamabiko logs tail --app nginx --all --raw > nginx.log",
            "  yamabiko logs tail -f --server 10.0.0.7:8080,10.0.0.8:8080"
        })
public final class TailCommand implements Callable<Integer> {

    private static final int DEFAULT_LINES = 10;
    private static final int MOST_LINES = 1_000_000;
    private static final int ATTEMPTS = 10;
    /** An hour of the longest pauses. */
    private static final int ATTEMPTS_FOLLOWING = 300;

    private final Terminal terminal;
    private final Clock clock;
    private final RandomGenerator random;
    private final Pause pause;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Mixin
    private final ServerOption server = new ServerOption();

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with new entries as they come.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "Begin with the last N that match, at most 1,000,000 (default: 10; with --since: all);"
                    + " 0 with -f: only new ones.")
    private @Nullable Integer lines;

    @Option(names = "--all", description = "Begin with the oldest.")
    private boolean all;

    @Option(names = "--app", paramLabel = "NAME", description = "Only of this application (default: of all).")
    private String app = "";

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            converter = LevelConverter.class,
            description = "Only of this level and above: TRACE, DEBUG, INFO, WARN, ERROR or FATAL.")
    private @Nullable LogLevel level;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only from then on: so long ago (90s, 15m, 2h, 1d), or a time such as 2024-05-01T12:00:00Z.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Only up to then.")
    private @Nullable String until;

    @Option(
            names = "--filter",
            paramLabel = "FILTER",
            description = "Only what matches: a text in the message; key=value or key!=value on a field."
                    + " Several: all must match.")
    private List<String> filters = List.of();

    @Option(names = "--json", description = "Print a JSON object a line, with all that an entry has.")
    private boolean json;

    @Option(names = "--raw", description = "Print the message alone, byte for byte.")
    private boolean raw;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description = "auto, always or never (default: auto, which honours NO_COLOR).")
    private ColorMode color = ColorMode.AUTO;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            converter = ZoneConverter.class,
            description = "The zone of the times shown and given, such as Europe/Paris (default: this system's).")
    private ZoneId zone = ZoneId.systemDefault();

    /** Writes to this terminal. */
    public TailCommand(Terminal terminal, Clock clock, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.clock = clock;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        verbosity.applyToClient();
        LogStreamRequest request = request();
        ResumeBook book = new ResumeBook();
        try (HubClient client = server.client()) {
            if (follow && Integer.valueOf(0).equals(lines)) {
                // The hub has no word for "only new": the newest entry says where that is.
                LogStreamRequest newest = request.toBuilder()
                        .clear()
                        .setApplication(app)
                        .setTail(1)
                        .setHeartbeatSeconds(ResumableStream.HEARTBEAT_SECONDS)
                        .build();
                read(client, newest, book, (entry, out) -> {});
            }
            read(client, request, book, format());
        } catch (IOException unwritable) {
            return unwritable(unwritable);
        }
        return 0;
    }

    private void read(HubClient client, LogStreamRequest request, ResumeBook book, EntryFormat format)
            throws IOException, InterruptedException {
        Backoff backoff = new Backoff(random, follow ? ATTEMPTS_FOLLOWING : ATTEMPTS);
        EntryPrinter printer = new EntryPrinter(format, terminal.out());
        Comeback comeback = new Comeback(client, terminal, backoff, pause);
        new ResumableStream<>(client, HubMethods.STREAM_LOGS, LogEntry.parser(), book, terminal, comeback)
                .read(new LogReader(request, book, printer, terminal));
    }

    private LogStreamRequest request() {
        if (json && raw) {
            throw new ParameterException(spec.commandLine(), "--json, --raw: both (expected: one of them)");
        }
        if (all && lines != null) {
            throw new ParameterException(spec.commandLine(), "--all, -n: both (expected: one of them)");
        }
        return LogStreamRequest.newBuilder()
                .setApplication(app)
                .setLogLevel(level == null ? "" : level.name())
                .setStartTimestamp(moment("--since", since))
                .setEndTimestamp(moment("--until", until))
                .addAllFilters(filters)
                .setFollow(follow)
                .setTail(tail())
                .setHeartbeatSeconds(ResumableStream.HEARTBEAT_SECONDS)
                .build();
    }

    /** With how many of the last entries to begin; 0: with none of them, or with all. */
    private int tail() {
        if (lines == null) {
            return all || since != null ? 0 : DEFAULT_LINES;
        }
        if (lines < 0 || lines > MOST_LINES || (lines == 0 && !follow)) {
            throw new ParameterException(
                    spec.commandLine(), "-n: " + lines + " (expected: 1 to 1000000, or 0 together with -f)");
        }
        return lines;
    }

    private long moment(String option, @Nullable String text) {
        if (text == null) {
            return 0;
        }
        try {
            return new PointInTime(new Moments(zone, clock)).read(text);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), option + ": " + wrong.getMessage());
        }
    }

    private EntryFormat format() {
        if (raw) {
            return new RawFormat(terminal.outIsShown().getAsBoolean());
        }
        return json
                ? new JsonEntryFormat(new JsonFactory(), terminal.outIsShown().getAsBoolean())
                : new TextFormat(zone, color.colors(terminal));
    }

    /** A reader that has gone away, as {@code head} does, is no error; a full disk is. */
    private static int unwritable(IOException error) {
        String said = String.valueOf(error.getMessage());
        if (said.contains("pipe") || said.contains("Pipe")) {
            return 0;
        }
        throw new CommandFailure("cannot write to standard output: " + said, error);
    }
}
