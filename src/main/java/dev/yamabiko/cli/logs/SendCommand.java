package dev.yamabiko.cli.logs;

import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.client.ServerOption;
import dev.yamabiko.cli.line.LineStamps;
import dev.yamabiko.cli.line.LogLevel;
import dev.yamabiko.cli.line.Moments;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.cli.terminal.Verbosity;
import dev.yamabiko.cli.view.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code yamabiko logs send}: sends lines of files, or of standard input, as log entries. For one run. */
@Command(
        name = "send",
        sortOptions = false,
        description = {
            "Sends the lines of files, or of standard input, to a hub, and says when they are stored.",
            "Each line is an entry, kept byte for byte; its time and level are recognized where it has them.",
            "Lines that a node may not have stored are sent again, also to another node, and stored once."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all lines are stored", "1:some were rejected, or the hub cannot be reached", "2:usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  yamabiko logs send /var/log/auth.log",
            "  journalctl -f | yamabiko logs send --app journal",
            "  yamabiko logs send --json --server 10.0.0.7:8080 events.jsonl",
            "  tail -F app.log | yamabiko logs send --server a:8080,b:8080 --retry-for 10m",
        })
public final class SendCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final Clock clock;
    private final RandomGenerator random;
    private final Pause pause;

    @Mixin
    private final ServerOption server = new ServerOption();

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "Files to send; - or none: standard input.")
    private List<String> files = List.of();

    @Option(
            names = "--app",
            paramLabel = "NAME",
            description = "The application (default: the file's name without extension, or stdin).")
    private @Nullable String app;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            converter = LevelConverter.class,
            description = "The level of lines that have none (default: INFO).")
    private @Nullable LogLevel level;

    @Option(
            names = "--json",
            description = "Lines are JSON objects: timestamp, level, application, message, source_file, line_number,"
                    + " fields; other keys become fields.")
    private boolean json;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            converter = ZoneConverter.class,
            description = "The zone of times that name none, such as Europe/Paris (default: this system's).")
    private ZoneId zone = ZoneId.systemDefault();

    @Option(
            names = "--retry-for",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "How long to try again when a hub that was there does not store lines, such as 90s or 10m; 0s: not"
                            + " at all (default: 60s).")
    private Duration retryFor = Duration.ofSeconds(60);

    @Option(names = "--quiet", description = "Show no progress and no summary.")
    private boolean quiet;

    /** Reads from and writes to this terminal. */
    public SendCommand(Terminal terminal, Clock clock, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.clock = clock;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        verbosity.applyToClient();
        List<LogSource> sources = files.isEmpty()
                ? List.of(LogSource.of("-"))
                : files.stream().map(LogSource::of).toList();
        sources.forEach(SendCommand::check);
        boolean progress = !quiet && terminal.errIsShown().getAsBoolean();
        SendReport report = new SendReport();
        Instant started = clock.instant();
        try (HubClient client = server.client()) {
            Delivery delivery = delivery(client);
            for (LogSource source : sources) {
                send(source, delivery, report, progress);
            }
        } finally {
            report.show(terminal, Duration.between(started, clock.instant()), quiet);
        }
        return report.complete() ? 0 : 1;
    }

    private Delivery delivery(HubClient client) {
        return new Delivery(client, terminal, new Delivery.Patience(retryFor, clock, random, pause));
    }

    private void send(LogSource source, Delivery delivery, SendReport report, boolean shown)
            throws InterruptedException {
        try (InputStream in = source.open(terminal.in());
                Progress progress = shown
                        ? Progress.shown(source.shortName(), source.sizeBytes(), terminal.err())
                        : Progress.hidden()) {
            EntryMaker maker = maker(source);
            LineReader lines = new LineReader(in, Upload.MAX_ENTRY_BYTES);
            new Upload(source.name(), lines, maker, report, progress).run(delivery);
            if (maker instanceof PlainEntries plain) {
                report.notUtf8(plain.notUtf8());
            }
        } catch (IOException unreadable) {
            throw new CommandFailure("cannot read " + source.name() + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private EntryMaker maker(LogSource source) {
        Moments moments = new Moments(zone, clock);
        String application = app == null ? source.application() : app;
        return json
                ? new JsonEntries(moments, application, level)
                : new PlainEntries(new LineStamps(moments), application, level, source.fileName());
    }

    private static void check(LogSource source) {
        if (source.path() != null && Files.isDirectory(source.path())) {
            throw new CommandFailure("cannot read " + source.name() + ": it is a folder");
        }
        if (source.path() != null && !Files.isReadable(source.path())) {
            String why = Files.exists(source.path()) ? "permission denied" : "no such file";
            throw new CommandFailure("cannot read " + source.name() + ": " + why);
        }
    }
}
