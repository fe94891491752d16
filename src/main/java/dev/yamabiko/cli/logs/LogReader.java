package dev.yamabiko.cli.logs;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.yamabiko.cli.client.Call;
import dev.yamabiko.cli.client.Comeback;
import dev.yamabiko.cli.client.Ending;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.HubMethods;
import dev.yamabiko.cli.client.ResumeBook;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Reads log entries over as many connections as it takes: replays, follows, and goes on where the last connection
 * stopped, so that each entry is printed once. What it could not read, it says. For one thread.
 */
final class LogReader {

    /** Asked of the hub; three of them missed, and the connection is taken for dead. */
    static final int HEARTBEAT_SECONDS = 15;

    private static final Duration SILENCE = Duration.ofSeconds(3L * HEARTBEAT_SECONDS);
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);
    private static final String TOPIC_PREFIX = "logs/";

    private final HubClient client;
    private final LogStreamRequest first;
    private final ResumeBook book;
    private final EntryPrinter printer;
    private final Terminal terminal;
    private final Comeback comeback;

    /** Reads what {@code first} asks for, from where {@code book} says. */
    LogReader(
            HubClient client,
            LogStreamRequest first,
            ResumeBook book,
            EntryPrinter printer,
            Terminal terminal,
            Comeback comeback) {
        this.client = client;
        this.first = first;
        this.book = book;
        this.printer = printer;
        this.terminal = terminal;
        this.comeback = comeback;
    }

    /**
     * Reads until the history is done, or, following, until something ends it.
     *
     * @throws CommandFailure when the hub refuses, or has been away for too long
     * @throws IOException when nobody reads the output any more
     */
    void run() throws IOException, InterruptedException {
        while (true) {
            try (Call call = client.open(HubMethods.STREAM_LOGS)) {
                call.send(List.of(Buffer.buffer(request().toByteArray())));
                call.finish();
                if (opened(call)) {
                    read(call);
                }
                Ending ending = call.ending();
                if (ending instanceof Ending.Completed && !first.getFollow()) {
                    return;
                }
                goOnAfter(ending);
            }
        }
    }

    private LogStreamRequest request() {
        Resume resume = book.resume();
        LogStreamRequest.Builder request = first.toBuilder();
        if (resume != null) {
            request.setResume(resume);
        }
        if (book.begun()) {
            request.clearTail();
        }
        return request.build();
    }

    private boolean opened(Call call) throws InterruptedException {
        String epoch = call.open(FIRST_ANSWER);
        if (epoch == null) {
            return false;
        }
        if (!book.opened(epoch)) {
            terminal.say("the hub's history is another one now (epoch " + epoch + ")");
        }
        comeback.opened(call, book.begun() ? ", going on where it stopped" : "");
        return true;
    }

    private void read(Call call) throws IOException, InterruptedException {
        while (true) {
            if (call.idle()) {
                printer.flush();
            }
            List<byte[]> batch = call.next(SILENCE);
            if (batch.isEmpty()) {
                printer.flush();
                return;
            }
            comeback.well();
            for (byte[] message : batch) {
                take(parse(message));
            }
        }
    }

    private static LogEntry parse(byte[] message) {
        try {
            return LogEntry.parseFrom(message);
        } catch (InvalidProtocolBufferException foreign) {
            throw new CommandFailure("the hub sent what is no log entry: " + foreign.getMessage(), foreign);
        }
    }

    private void take(LogEntry entry) throws IOException {
        if (!entry.getHeartbeat()) {
            printer.print(entry);
            book.seen(TOPIC_PREFIX + entry.getApplication(), entry.getOffset());
            return;
        }
        if (entry.getSkipped() > 0) {
            terminal.say(String.format(
                    Locale.ROOT, "%,d entries were lost: the hub kept them no longer", entry.getSkipped()));
        }
        entry.getPositionsMap().forEach(book::seen);
        if (!first.getApplication().isEmpty() && entry.getOffset() > 0) {
            book.seen(TOPIC_PREFIX + first.getApplication(), entry.getOffset());
        }
    }

    /** Waits until it is time for another attempt; fails where there is no sense in one. */
    private void goOnAfter(Ending ending) throws InterruptedException {
        ErrorInfo expired =
                ending instanceof Ending.Refused refused ? refused.status().info(ResumeBook.HISTORY_EXPIRED) : null;
        if (expired == null) {
            comeback.after(ending);
        } else {
            terminal.say(book.expired(expired));
            comeback.waitFor(ending);
        }
    }
}
