package dev.yamabiko.cli.file;

import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.HubMethods;
import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.client.Question;
import dev.yamabiko.cli.client.ServerOption;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.cli.terminal.Verbosity;
import dev.yamabiko.proto.file.v1.FileInfo;
import dev.yamabiko.proto.file.v1.FileRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code yamabiko file info}: says what is known of files. For one run. */
@Command(
        name = "info",
        sortOptions = false,
        description = "Says what a hub knows of files: size, time, type and checksum.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:a file is not there, or the hub cannot be reached", "2:usage"},
        footerHeading = "%nExamples:%n",
        footer = "  yamabiko file info report.pdf")
public final class InfoCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final RandomGenerator random;
    private final Pause pause;

    @Mixin
    private final ServerOption server = new ServerOption();

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "Names of files.")
    private List<String> names = List.of();

    @Option(names = "--json", description = "Print a JSON object a line.")
    private boolean json;

    /** Writes to this terminal. */
    public InfoCommand(Terminal terminal, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        verbosity.applyToClient();
        try (HubClient client = server.client()) {
            return new EachFile(terminal, random, pause).ask(client, names, this::show);
        }
    }

    private boolean show(Question question, FileRequest request) throws InterruptedException {
        FileInfo info = question.find(HubMethods.GET_FILE_INFO, request, FileInfo.parser());
        if (info == null) {
            return false;
        }
        terminal.writer().println(json ? FileLine.json(info) : text(info));
        return true;
    }

    private static String text(FileInfo info) {
        return String.format(
                Locale.ROOT,
                "name      %s%nsize      %,d%nmodified  %s%ntype      %s%nchecksum  %s",
                info.getFilePath(),
                info.getSize(),
                Instant.ofEpochMilli(info.getModifiedTime()),
                info.getMimeType(),
                info.getChecksum());
    }
}
