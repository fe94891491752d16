package dev.yamabiko.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The file server written in Go: built from what Debian packages, without a network. Go keeps what it has compiled in
 * the user's cache. Used by one thread.
 */
final class GoFiles {

    /** Where Debian puts libraries for Go. */
    private static final Path LIBRARIES = Path.of("/usr/share/gocode");

    private static final Path MAIN = Path.of("src/bench/go/main.go").toAbsolutePath();
    private static final Path PROTOS = Path.of("src/main/proto").toAbsolutePath();
    private static final String PROTO = "file/v1/file.proto";
    private static final String PACKAGE = "M" + PROTO + "=yamabiko/filev1";
    private static final List<String> PROGRAMS = List.of("go", "protoc", "protoc-gen-go", "protoc-gen-go-grpc");
    private static final List<String> NEEDED = List.of("google.golang.org/grpc", "google.golang.org/protobuf");

    private GoFiles() {}

    /** What it takes to build it and this machine lacks. */
    static Optional<String> missing() {
        return Stream.concat(
                        PROGRAMS.stream().filter(name -> Servers.installed(name).isEmpty()),
                        NEEDED.stream()
                                .filter(name -> !Files.isDirectory(
                                        LIBRARIES.resolve("src").resolve(name))))
                .findFirst();
    }

    /** Builds it in a folder; returns the program. */
    static Path build(Path folder) {
        try {
            Path sources = Files.createDirectories(folder.resolve("src").toAbsolutePath());
            Path program = sources.resolveSibling("files");
            run(sources, "protoc", "-I", PROTOS.toString(), "--go_out=.", "--go_opt=" + PACKAGE, PROTO);
            run(sources, "protoc", "-I", PROTOS.toString(), "--go-grpc_out=.", "--go-grpc_opt=" + PACKAGE, PROTO);
            run(sources, "go", "build", "-o", program.toString(), MAIN.toString());
            return program;
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("build: interrupted", error);
        }
    }

    private static void run(Path sources, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(sources.toFile()).redirectErrorStream(true);
        builder.environment().put("GO111MODULE", "off");
        builder.environment().put("GOPATH", sources.getParent() + ":" + LIBRARIES);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + said);
        }
    }
}
