package dev.yamabiko.cli.file;

import dev.yamabiko.cli.client.Backoff;
import dev.yamabiko.cli.client.Comeback;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.cli.view.Progress;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

/** Several files on their way at once, each over a connection of its own, under one bar. For one thread. */
final class Transfers {

    /** In a row, without a byte in between: some minutes. */
    private static final int ATTEMPTS = 20;

    private final TransferOptions options;
    private final Terminal terminal;
    private final RandomGenerator random;
    private final Pause pause;

    Transfers(TransferOptions options, Terminal terminal, RandomGenerator random, Pause pause) {
        this.options = options;
        this.terminal = terminal;
        this.random = random;
        this.pause = pause;
    }

    /**
     * What a transfer works with: its own connection, and what all share.
     *
     * @param comeback says what to do when a call ends before its time
     */
    record Lane(HubClient client, Comeback comeback, RateLimit rate, Progress progress) {}

    /** One file's way. */
    @FunctionalInterface
    interface Transfer {

        /** Returns what to say of it. */
        String run(Lane lane) throws InterruptedException;
    }

    /** Runs all of them; true if none has failed. {@code bytes}: of all together. */
    boolean run(String title, long bytes, List<Transfer> transfers) throws InterruptedException {
        boolean shown = !options.quiet() && terminal.errIsShown().getAsBoolean();
        RateLimit rate = new RateLimit(options.limitRate(), pause);
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(options.parallel(), transfers.size()));
        boolean complete = true;
        try (Progress progress = shown ? Progress.shown(title, bytes, terminal.err()) : Progress.hidden()) {
            List<Future<String>> running = transfers.stream()
                    .map(transfer -> {
                        RandomGenerator own = new SplittableRandom(random.nextLong());
                        return threads.submit(() -> run(transfer, rate, progress, own));
                    })
                    .toList();
            for (Future<String> each : running) {
                complete &= report(each);
            }
        } finally {
            threads.shutdownNow();
        }
        return complete;
    }

    private String run(Transfer transfer, RateLimit rate, Progress progress, RandomGenerator own)
            throws InterruptedException {
        try (HubClient client = options.server().client()) {
            Comeback comeback = new Comeback(client, terminal, new Backoff(own, ATTEMPTS), pause);
            return transfer.run(new Lane(client, comeback, rate, progress));
        }
    }

    private boolean report(Future<String> transfer) throws InterruptedException {
        try {
            String said = transfer.get();
            if (!options.quiet()) {
                terminal.writer().println(said);
            }
            return true;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof CommandFailure failure) {
                terminal.say("yamabiko: " + failure.getMessage());
                return false;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }
}
