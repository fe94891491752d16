package dev.yamabiko.cli.file;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.cli.client.Backoff;
import dev.yamabiko.cli.client.Call;
import dev.yamabiko.cli.client.Comeback;
import dev.yamabiko.cli.client.Ending;
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
import dev.yamabiko.cli.view.Table.Cell;
import dev.yamabiko.proto.file.v1.FileInfo;
import dev.yamabiko.proto.file.v1.ListFilesRequest;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code yamabiko file ls}: shows the files of a hub. For one run. */
@Command(
        name = "ls",
        sortOptions = false,
        description = "Shows the files of a hub, by name.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the hub cannot be reached, or refuses", "2:usage"},
        footerHeading = "%nExamples:%n",
        footer = {"  yamabiko file ls", "  yamabiko file ls backups/ --json"})
public final class LsCommand implements Callable<Integer> {

    private static final int ATTEMPTS = 5;
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final Terminal terminal;
    private final RandomGenerator random;
    private final Pause pause;

    @Mixin
    private final ServerOption server = new ServerOption();

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    @Parameters(paramLabel = "PREFIX", arity = "0..1", description = "Only files whose names begin so.")
    private String prefix = "";

    @Option(names = "--json", description = "Print a JSON object a line, with all there is.")
    private boolean json;

    /** Writes to this terminal. */
    public LsCommand(Terminal terminal, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        verbosity.applyToClient();
        List<FileInfo> files = files();
        LiveView view = new LiveView(terminal);
        if (json) {
            view.show("", files.stream().map(FileLine::json).toList());
            return 0;
        }
        Table table = Table.of(ColorMode.AUTO.colors(terminal), "SIZE", "MODIFIED", "TYPE", "NAME");
        files.forEach(file -> table.add(List.of(
                Cell.number(file.getSize()),
                Cell.text(Instant.ofEpochMilli(file.getModifiedTime())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString()),
                Cell.text(file.getMimeType()),
                Cell.text(file.getFilePath()))));
        table.show(view, List.of());
        return 0;
    }

    /** Where a call fails, the next one goes on behind the last file. */
    private List<FileInfo> files() throws InterruptedException {
        List<FileInfo> files = new ArrayList<>();
        try (HubClient client = server.client()) {
            Comeback comeback = new Comeback(client, terminal, new Backoff(random, ATTEMPTS), pause);
            Ending ending = read(client, files);
            while (!(ending instanceof Ending.Completed)) {
                comeback.after(ending);
                ending = read(client, files);
            }
        }
        return files;
    }

    private Ending read(HubClient client, List<FileInfo> files) throws InterruptedException {
        String after = files.isEmpty() ? "" : files.get(files.size() - 1).getFilePath();
        try (Call call = client.open(HubMethods.LIST_FILES)) {
            call.send(List.of(Buffer.buffer(ListFilesRequest.newBuilder()
                    .setPrefix(prefix)
                    .setAfter(after)
                    .build()
                    .toByteArray())));
            call.finish();
            List<byte[]> messages = call.next(SILENCE);
            while (!messages.isEmpty()) {
                for (byte[] message : messages) {
                    files.add(FileInfo.parseFrom(message));
                }
                messages = call.next(SILENCE);
            }
            return call.ending();
        } catch (InvalidProtocolBufferException foreign) {
            throw new CommandFailure("the hub sent what is no list of files: " + foreign.getMessage(), foreign);
        }
    }
}
