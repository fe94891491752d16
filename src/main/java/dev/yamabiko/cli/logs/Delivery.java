package dev.yamabiko.cli.logs;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.cli.client.Backoff;
import dev.yamabiko.cli.client.Call;
import dev.yamabiko.cli.client.Ending;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.HubMethods;
import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Entries on their way to the hub in one call, kept until the hub says that they are stored. If it does not, they are
 * sent again with the same idempotency key, to another node where one is known, so that each is stored once. One after
 * the other; for one thread.
 */
final class Delivery {

    /** Connections that die are found out by their pings. */
    private static final Duration ANSWER = Duration.ofDays(1);

    private static final long NOT_FAILING = -1;

    /**
     * For how long, and how, entries are sent again.
     *
     * @param most after the first failure
     */
    record Patience(Duration most, Clock clock, RandomGenerator random, Pause pause) {}

    private final HubClient client;
    private final Terminal terminal;
    private final Patience patience;
    private final Backoff pauses;
    private final List<List<Buffer>> kept = new ArrayList<>();
    private @Nullable Call call;
    private String key = "";
    private int entries;
    private long bytes;
    private long failingSinceMs = NOT_FAILING;
    private boolean everAnswered;

    Delivery(HubClient client, Terminal terminal, Patience patience) {
        this.client = client;
        this.terminal = terminal;
        this.patience = patience;
        this.pauses = new Backoff(patience.random(), Integer.MAX_VALUE);
    }

    /** Entries kept. */
    int entries() {
        return entries;
    }

    /** Their size. */
    long bytes() {
        return bytes;
    }

    /**
     * Sends entries, and waits while the hub does not take them. That the call is over is seen in {@link #complete}.
     */
    void add(List<Buffer> batch, int batchBytes) throws InterruptedException {
        kept.add(batch);
        entries += batch.size();
        bytes += batchBytes;
        if (call == null) {
            key = UUID.randomUUID().toString();
            call = open();
        }
        call.send(batch);
    }

    /**
     * Waits until the hub has stored everything; what is added then is the next delivery.
     *
     * @param source whose entries these are, for a person
     * @throws CommandFailure when the hub refuses, was never there, or has not stored them in time
     */
    LogCollectionResult complete(String source) throws InterruptedException {
        Call current = call == null ? open() : call;
        while (true) {
            current.finish();
            List<byte[]> answer = current.next(ANSWER);
            Ending ending = current.ending();
            current.close();
            if (ending instanceof Ending.Completed && !answer.isEmpty()) {
                begin();
                return result(answer.get(0));
            }
            waitAfter(ending, source);
            current = open();
            for (List<Buffer> batch : kept) {
                current.send(batch);
            }
        }
    }

    private Call open() throws InterruptedException {
        return client.open(HubMethods.COLLECT_LOGS, key.isEmpty() ? Map.of() : Map.of("idempotency-key", key));
    }

    private void begin() {
        everAnswered = true;
        kept.clear();
        entries = 0;
        bytes = 0;
        call = null;
        failingSinceMs = NOT_FAILING;
        pauses.reset();
        key = "";
    }

    private void waitAfter(Ending ending, String source) throws InterruptedException {
        long now = patience.clock().millis();
        boolean first = failingSinceMs == NOT_FAILING;
        if (first) {
            failingSinceMs = now;
        }
        boolean neverThere = !everAnswered && ending instanceof Ending.Unreached && client.exhausted();
        Duration wait = pauses.next(ending.retryAfter());
        if (wait == null
                || neverThere
                || !ending.retryable()
                || now + wait.toMillis() - failingSinceMs > patience.most().toMillis()) {
            throw new CommandFailure(ending.text() + unknown(ending, source));
        }
        if (first) {
            terminal.say(ending.text() + "; sending again");
        }
        patience.pause().of(wait);
    }

    private String unknown(Ending ending, String source) {
        boolean unsent = entries == 0 || (!everAnswered && ending instanceof Ending.Unreached);
        return unsent
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; %,d entries of %s were sent, but the hub has not said that they are stored",
                        entries,
                        source);
    }

    private static LogCollectionResult result(byte[] answer) {
        try {
            return LogCollectionResult.parseFrom(answer);
        } catch (InvalidProtocolBufferException foreign) {
            throw new CommandFailure("the hub's answer is none: " + foreign.getMessage(), foreign);
        }
    }
}
