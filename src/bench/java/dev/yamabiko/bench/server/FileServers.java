package dev.yamabiko.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Starts the peers of the hub's files on loopback; their files stay in one folder. Used by one thread. */
public final class FileServers {

    /**
     * As Debian configures it, but for one process, whose time can be told, uploads, and large ones. The temporary file
     * of an upload is in the same file system.
     */
    private static final String NGINX = """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log stderr info;
            events { worker_connections 768; }
            http {
              sendfile on;
              tcp_nopush on;
              access_log off;
              client_max_body_size 0;
              client_body_temp_path body;
              proxy_temp_path other;
              fastcgi_temp_path other;
              uwsgi_temp_path other;
              scgi_temp_path other;
              server {
                listen 127.0.0.1:%d http2;
                location / {
                  root files;
                  dav_methods PUT;
                }
              }
            }
            """;

    private final Servers servers;

    /** Servers whose files are in the same folder as those of others. */
    public FileServers(Servers servers) {
        this.servers = servers;
    }

    /** Where nginx is installed, if it is. */
    public static Optional<Path> nginx() {
        return Servers.installed("nginx");
    }

    /** What it takes to build the server in Go and this machine lacks. */
    public static Optional<String> missingForGo() {
        return GoFiles.missing();
    }

    /** Builds the server in Go; returns the program. */
    public Path buildGo() {
        return GoFiles.build(servers.folder().resolve("go"));
    }

    /** An nginx that takes PUT. */
    public ServerProcess nginx(Path program, String name, int port) {
        Path prefix = folder(name);
        Path config = servers.write(name + ".conf", NGINX.formatted(port)).toAbsolutePath();
        return ServerProcess.start(
                        name,
                        servers.folder(),
                        List.of(program.toString(), "-p", prefix.toString(), "-c", config.toString(), "-e", "stderr"))
                .awaitSaid("event method");
    }

    /** The server in Go. */
    public ServerProcess go(Path program, String name, int port, boolean sha256) {
        Path files = folder(name).resolve("files");
        return ServerProcess.start(
                        name,
                        servers.folder(),
                        List.of(program.toString(), "-port=" + port, "-folder=" + files, "-sha256=" + sha256))
                .awaitSaid("ready on ");
    }

    private Path folder(String name) {
        Path folder = servers.folder().resolve(name + "-data").toAbsolutePath();
        try {
            Files.createDirectories(folder.resolve("files"));
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
        return folder;
    }
}
