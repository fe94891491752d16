package dev.yamabiko.bench.scenario;

import dev.yamabiko.bench.load.FileContent;
import dev.yamabiko.bench.load.FileLoad;
import dev.yamabiko.bench.load.FileSink;
import dev.yamabiko.bench.load.GrpcFiles;
import dev.yamabiko.bench.load.HttpFiles;
import dev.yamabiko.bench.report.Metric;
import dev.yamabiko.bench.server.FileServers;
import dev.yamabiko.bench.server.ServerProcess;
import dev.yamabiko.bench.server.Servers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One large file, down and up, over one connection. A checksum of what is sent is computed where the target says so;
 * the hub has that of a whole file since it was uploaded, and computes that of a range, which here is all but the first
 * byte.
 */
public final class FileTransfers implements Scenario {

    private static final String LINE = "5.3";
    private static final String DOWNLOAD = "download, ";
    private static final String UPLOAD = "upload, ";
    private static final String FILE = "file";
    private static final String GO = "go";
    private static final String NGINX = "nginx";
    private static final String SUMMED = " with SHA-256";
    private static final double TIMES = 2;

    @Override
    public String name() {
        return "files";
    }

    @Override
    public void run(Rig rig) {
        FileContent content = FileContent.of(rig.settings().number("files.bytes", 1L << 30, 5_000_001));
        Servers servers = rig.servers(name());
        List<FileTarget> whole = new ArrayList<>();
        List<FileTarget> summed = new ArrayList<>();
        whole.add(new FileTarget(Rig.HUB, hub(servers), GrpcFiles::new, 0));
        summed.add(new FileTarget(Rig.HUB + SUMMED, hub(servers), GrpcFiles::new, 1));
        addPeers(rig, new FileServers(servers), whole, summed);
        List<FileTarget> down = new ArrayList<>(whole);
        down.addAll(summed);
        downloads(rig, content, down);
        List<FileTarget> up = new ArrayList<>(summed);
        up.addAll(whole.subList(1, whole.size()));
        uploads(rig, content, up);
        goal(rig, "");
        goal(rig, SUMMED);
    }

    private static void goal(Rig rig, String mode) {
        rig.report()
                .atLeast(
                        LINE,
                        "files",
                        Metric.BYTES_PER_CPU_SECOND,
                        DOWNLOAD + Rig.HUB + mode,
                        TIMES,
                        DOWNLOAD + GO + mode);
    }

    private void addPeers(Rig rig, FileServers peers, List<FileTarget> whole, List<FileTarget> summed) {
        Optional<String> missing = FileServers.missingForGo();
        if (missing.isPresent()) {
            rig.report().skip(name(), GO, missing.get() + " is not installed");
        } else {
            Path program = peers.buildGo();
            whole.add(new FileTarget(GO, (name, port) -> peers.go(program, name, port, false), GrpcFiles::new, 0));
            summed.add(new FileTarget(
                    GO + SUMMED, (name, port) -> peers.go(program, name, port, true), GrpcFiles::new, 0));
        }
        FileServers.nginx()
                .ifPresentOrElse(
                        program -> whole.add(new FileTarget(
                                NGINX, (name, port) -> peers.nginx(program, name, port), HttpFiles::new, 0)),
                        () -> rig.report().skip(name(), NGINX, "nginx is not installed"));
    }

    private static FileTarget.Starter hub(Servers servers) {
        return (name, port) -> servers.hub(name, port, Rig.SQLITE);
    }

    private void downloads(Rig rig, FileContent content, List<FileTarget> targets) {
        try (Stage stage = new Stage()) {
            List<Contestant> contestants = new ArrayList<>();
            for (FileTarget target : targets) {
                int port = Servers.freePort();
                ServerProcess server = stage.keep(start(target, "-download", port));
                FileLoad load = target.clients().of(port);
                load.upload(FILE, content);
                load.download(FILE, FileSink.thorough(content, target.from()));
                contestants.add(new Contestant(
                        DOWNLOAD + target.name(),
                        server,
                        content.bytes() - target.from(),
                        () -> load.download(FILE, FileSink.sampling(content, target.from()))));
            }
            rig.measureBytes(name(), contestants);
        }
    }

    private void uploads(Rig rig, FileContent content, List<FileTarget> targets) {
        try (Stage stage = new Stage()) {
            List<Contestant> contestants = new ArrayList<>();
            List<Uploads> sent = new ArrayList<>();
            for (FileTarget target : targets) {
                int port = Servers.freePort();
                ServerProcess server = stage.keep(start(target, "-upload", port));
                Uploads uploads = new Uploads(target.clients().of(port), content);
                sent.add(uploads);
                contestants.add(new Contestant(UPLOAD + target.name(), server, content.bytes(), uploads::next));
            }
            rig.measureBytes(name(), contestants);
            sent.forEach(Uploads::verify);
        }
    }

    private static ServerProcess start(FileTarget target, String direction, int port) {
        return target.server().start(target.name().replace(' ', '-') + direction, port);
    }
}
