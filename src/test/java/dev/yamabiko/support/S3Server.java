package dev.yamabiko.support;

import dev.yamabiko.chaos.rig.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A real S3 server in a process of its own, with an empty bucket. Thread-safe. */
public final class S3Server implements AutoCloseable {

    /** The bucket. */
    public static final String BUCKET = "files";

    /**
     * One request after the other: of several writes at once that say "only if it is the one I read" it lets several
     * win.
     */
    private static final int THREADS = 1;

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);

    private final Process process;
    private final Thread atExit;
    private final int port;

    private S3Server(Process process, int port) {
        this.process = process;
        this.port = port;
        this.atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts one that keeps its objects in a folder, and waits until it listens. */
    public static S3Server start(Path folder) {
        int port = FreePorts.next(2);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String options = "--com.adobe.testing.s3mock.";
        ProcessBuilder command = new ProcessBuilder(
                java,
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("s3.server.jar", "target/s3/s3-server.jar"),
                "--server.port=" + port,
                "--server.ssl.enabled=false",
                "--server.address=127.0.0.1",
                "--server.tomcat.threads.max=" + THREADS,
                options + "http-port=" + (port + 1),
                options + "store.initial-buckets=" + BUCKET,
                options + "store.root=" + folder.resolve("s3"));
        try {
            S3Server server = new S3Server(
                    command.redirectErrorStream(true)
                            .redirectOutput(folder.resolve("s3.log").toFile())
                            .start(),
                    port);
            Await.until("S3 server", STARTS_WITHIN, server::listens);
            return server;
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** Where it listens. */
    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** Lines of a hub's configuration that has its files in it. */
    public String yaml(String prefix) {
        return "files: {s3: {endpoint: \"" + endpoint() + "\", bucket: " + BUCKET + ", prefix: \"" + prefix + "\"}}\n";
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(STARTS_WITHIN.toSeconds(), TimeUnit.SECONDS);
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new AssertionError("S3 server ended with exit code " + process.exitValue());
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
