package dev.yamabiko.cli.file;

import com.google.protobuf.Empty;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.HubMethods;
import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.client.Question;
import dev.yamabiko.cli.client.ServerOption;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.cli.terminal.Verbosity;
import dev.yamabiko.proto.file.v1.FileRequest;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code yamabiko file rm}: deletes files. For one run. */
@Command(
        name = "rm",
        sortOptions = false,
        description = "Deletes files of a hub.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:a file is not there, or the hub cannot be reached", "2:usage"},
        footerHeading = "%nExamples:%n",
        footer = "  yamabiko file rm report.pdf")
public final class RmCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final RandomGenerator random;
    private final Pause pause;

    @Mixin
    private final ServerOption server = new ServerOption();

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "Names of files.")
    private List<String> names = List.of();

    /** Writes to this terminal. */
    public RmCommand(Terminal terminal, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        verbosity.applyToClient();
        try (HubClient client = server.client()) {
            return new EachFile(terminal, random, pause).ask(client, names, this::delete);
        }
    }

    private boolean delete(Question question, FileRequest request) throws InterruptedException {
        return question.find(HubMethods.DELETE_FILE, request, Empty.parser()) != null;
    }
}
