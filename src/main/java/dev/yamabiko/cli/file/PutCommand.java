package dev.yamabiko.cli.file;

import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.file.FileName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
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

/** {@code yamabiko file put}: sends files to a hub. For one run. */
@Command(
        name = "put",
        sortOptions = false,
        description = {
            "Sends files to a hub, and says when they are stored.",
            "What was cut goes on where it was cut, also at another node, also by another run."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all files are stored", "1:some are not", "2:usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  yamabiko file put report.pdf",
            "  yamabiko file put --prefix backups/ *.tar.gz --limit-rate 5M",
            "  yamabiko file put --as reports/2026.pdf report.pdf"
        })
public final class PutCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final RandomGenerator random;
    private final Pause pause;

    @Mixin
    private final TransferOptions options = new TransferOptions();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files to send.")
    private List<Path> files = List.of();

    @Option(names = "--as", paramLabel = "NAME", description = "The name of the one file (default: its own).")
    private @Nullable String as;

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "What their names begin with, such as backups/.")
    private String prefix = "";

    /** Writes to this terminal. */
    public PutCommand(Terminal terminal, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        options.verbosity().applyToClient();
        if (as != null && files.size() > 1) {
            throw new CommandFailure("--as: for one file (expected: --prefix for several)");
        }
        List<Transfers.Transfer> transfers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        long bytes = 0;
        for (Path file : files) {
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw new CommandFailure(
                        "cannot read " + file + ": " + (Files.exists(file) ? "no file" : "no such file"));
            }
            String name = name(file);
            if (!names.add(name)) {
                throw new CommandFailure(name + ": the name of two files (expected: one of each name)");
            }
            bytes += LocalFile.with(file, () -> Files.size(file));
            transfers.add(new Put(file, name));
        }
        String title = files.size() == 1 ? String.valueOf(files.get(0).getFileName()) : files.size() + " files";
        return new Transfers(options, terminal, random, pause).run(title, bytes, transfers) ? 0 : 1;
    }

    private String name(Path file) {
        String own = as == null ? String.valueOf(file.getFileName()) : as;
        String name = Normalizer.normalize(prefix + own, Normalizer.Form.NFC);
        String broken = FileName.brokenRule(name);
        if (broken != null) {
            throw new CommandFailure(name + ": " + broken);
        }
        return name;
    }
}
