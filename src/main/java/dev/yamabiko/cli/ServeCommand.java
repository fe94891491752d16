package dev.yamabiko.cli;

import dev.yamabiko.Hub;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.cli.terminal.Verbosity;
import dev.yamabiko.config.ConfigException;
import dev.yamabiko.config.Exposure;
import dev.yamabiko.config.HubConfig;
import io.vertx.core.Future;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code yamabiko serve}: one node of a hub, until SIGTERM or SIGINT stops it. For one run. */
@Command(
        name = "serve",
        sortOptions = false,
        description = "Starts a hub, and runs it until it is told to stop (SIGTERM, Ctrl-C).",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:stopped as told", "1:the hub cannot start, or did not stop in order", "2:usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  yamabiko serve",
            "  yamabiko serve --port 9000 --data /var/lib/yamabiko",
            "  yamabiko serve --host 0.0.0.0 --auth --tls",
            "  yamabiko serve --host 0.0.0.0 --auth --tls-cert hub.crt --tls-key hub.key",
            "  yamabiko serve --host 0.0.0.0 --tls-cert hub.crt --tls-key hub.key --tls-client-ca clients.crt",
            "  yamabiko serve --cluster",
            "  yamabiko serve --cluster --database postgresql://hub@db.internal/yamabiko",
            "  yamabiko serve --config conf/hub.yaml"
        })
final class ServeCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);
    private static final long START_SECONDS = 600;
    private static final long STOP_SECONDS = 60;
    private static final long RELEASE_SECONDS = 5;

    private final Terminal terminal;

    @Option(names = "--host", paramLabel = "HOST", description = "The address to listen on (default: 127.0.0.1).")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "The port to listen on; 0: any (default: 8080).")
    private @Nullable Integer port;

    @Option(names = "--data", paramLabel = "FOLDER", description = "What the hub keeps is kept here (default: data).")
    private @Nullable Path data;

    @Option(names = "--cluster", description = "Take part in a cluster, found on this machine or as cluster.xml says.")
    private boolean cluster;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "Keep records in this database: postgresql://user:password@host:port/name.")
    private @Nullable String database;

    @Option(
            names = "--tls",
            description = "Encrypt connections; without --tls-cert, with a certificate that the hub makes itself:"
                    + " tls.crt in its data folder, which clients trust with --ca.")
    private boolean tls;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Encrypt connections, with this certificate chain (PEM).")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The private key of the certificate (PEM).")
    private @Nullable Path key;

    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            description = "Take clients only that show a certificate signed by one of these (PEM).")
    private @Nullable Path clientAuthorities;

    @Option(names = "--auth", description = "Take calls only that come with a token, which users get who log in.")
    private boolean auth;

    @Option(
            names = "--insecure",
            description = "Listen on an address that others reach, though callers do not say who they are, or"
                    + " connections are not encrypted.")
    private boolean insecure;

    @Option(
            names = "--new-epoch",
            description = "Begin another history with the records there are, once: after a backup was put back.")
    private boolean newEpoch;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "A file with what else there is to say, such as" + " conf/hub.yaml; the options above win over it.")
    private @Nullable Path config;

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        verbosity.applyToHub();
        HubConfig settings = settings();
        Hub hub = new Hub(settings, newEpoch);
        Thread stop = new Thread(() -> stop(hub), "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            await(hub.start(), START_SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            Runtime.getRuntime().removeShutdownHook(stop);
            release(hub);
            throw failure(failed, settings);
        }
        terminal.writer().println(hub.readyLine());
        Exposure.of(settings).warning().ifPresent(LOG::warn);
        new CountDownLatch(1).await();
        return 0;
    }

    /** Closes what a hub has opened that could not start. */
    private static void release(Hub hub) throws InterruptedException {
        try {
            await(hub.stop(), RELEASE_SECONDS);
        } catch (ExecutionException | TimeoutException late) {
            // The process ends anyway, and says why the start failed.
        }
    }

    private HubConfig settings() {
        try {
            HubConfig settings = HubConfig.load(config)
                    .with(host, port, data)
                    .with(cluster, database)
                    .withTls(tls, certificate, key, clientAuthorities);
            settings = auth ? settings.withAuth() : settings;
            if (!insecure) {
                Exposure.of(settings).check();
            }
            return settings;
        } catch (ConfigException wrong) {
            throw new CommandFailure(String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private static void await(Future<Void> future, long seconds)
            throws ExecutionException, InterruptedException, TimeoutException {
        future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    }

    private static CommandFailure failure(Exception failed, HubConfig settings) {
        Throwable cause =
                failed instanceof ExecutionException && failed.getCause() != null ? failed.getCause() : failed;
        if (cause instanceof TimeoutException) {
            return new CommandFailure("the hub has not started in " + START_SECONDS + " s", cause);
        }
        if (cause instanceof BindException) {
            String words = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            return new CommandFailure(
                    "cannot listen on " + settings.host() + ":" + settings.port() + ": " + words, cause);
        }
        String said = cause.getMessage();
        return new CommandFailure(said == null ? cause.toString() : said, cause);
    }

    /** Runs while the virtual machine stops, whose exit code would be that of the signal: this ends it with ours. */
    private void stop(Hub hub) {
        int code = 0;
        try {
            await(hub.stop(), STOP_SECONDS);
        } catch (ExecutionException | TimeoutException | InterruptedException failed) {
            code = 1;
            terminal.say("yamabiko: did not stop in order: " + failed.getMessage());
        }
        Runtime.getRuntime().halt(code);
    }
}
