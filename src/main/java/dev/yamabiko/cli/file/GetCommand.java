package dev.yamabiko.cli.file;

import dev.yamabiko.cli.client.Backoff;
import dev.yamabiko.cli.client.Comeback;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.HubMethods;
import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.client.Question;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.file.FileName;
import dev.yamabiko.proto.file.v1.FileInfo;
import dev.yamabiko.proto.file.v1.FileRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code yamabiko file get}: fetches files from a hub. For one run. */
@Command(
        name = "get",
        sortOptions = false,
        description = {
            "Fetches files from a hub, and checks that they are what was stored.",
            "What was cut goes on where it was cut, also at another node, also by another run."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all files are here", "1:some are not", "2:usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  yamabiko file get report.pdf",
            "  yamabiko file get reports/2026.pdf -o report.pdf",
            "  yamabiko file get --into /tmp backups/a.tar.gz backups/b.tar.gz"
        })
public final class GetCommand implements Callable<Integer> {

    private static final int ATTEMPTS = 5;

    private final Terminal terminal;
    private final RandomGenerator random;
    private final Pause pause;

    @Mixin
    private final TransferOptions options = new TransferOptions();

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "Names of files to fetch.")
    private List<String> names = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where the one file goes (default: the last part of its name, here).")
    private @Nullable Path output;

    @Option(names = "--into", paramLabel = "FOLDER", description = "The folder for all of them (default: this one).")
    private Path into = Path.of("");

    /** Writes to this terminal. */
    public GetCommand(Terminal terminal, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        options.verbosity().applyToClient();
        if (output != null && names.size() > 1) {
            throw new CommandFailure("-o: for one file (expected: --into for several)");
        }
        List<FileInfo> infos = infos();
        Set<Path> targets = new HashSet<>();
        List<Transfers.Transfer> transfers = new ArrayList<>();
        long bytes = 0;
        for (FileInfo info : infos) {
            Path target = target(info.getFilePath());
            if (!targets.add(target) || Files.isDirectory(target)) {
                throw new CommandFailure(target + ": taken (expected: a file of its own for each name)");
            }
            bytes += info.getSize();
            transfers.add(new Get(info, target));
        }
        String title = names.size() == 1 ? names.get(0) : names.size() + " files";
        return new Transfers(options, terminal, random, pause).run(title, bytes, transfers) ? 0 : 1;
    }

    private List<FileInfo> infos() throws InterruptedException {
        List<FileInfo> infos = new ArrayList<>();
        try (HubClient client = options.server().client()) {
            Comeback comeback = new Comeback(client, terminal, new Backoff(random, ATTEMPTS), pause);
            for (String name : names) {
                FileInfo info = new Question(client, comeback)
                        .find(
                                HubMethods.GET_FILE_INFO,
                                FileRequest.newBuilder().setFilePath(name).build(),
                                FileInfo.parser());
                if (info == null) {
                    throw new CommandFailure(name + ": no such file");
                }
                infos.add(info);
            }
        }
        return infos;
    }

    /** What a hub says is not trusted with a path of this machine: it is a name, or nothing. */
    private Path target(String name) {
        if (output != null) {
            return output;
        }
        String last = new FileName(name).value();
        return into.resolve(last.substring(last.lastIndexOf('/') + 1));
    }
}
