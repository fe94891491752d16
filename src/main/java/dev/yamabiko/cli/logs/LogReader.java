package dev.yamabiko.cli.logs;

import dev.yamabiko.cli.client.ResumableStream;
import dev.yamabiko.cli.client.ResumeBook;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import java.io.IOException;
import java.util.Locale;

/** Prints the log entries of a stream, each once, and says which were lost. For one thread. */
final class LogReader implements ResumableStream.Reader<LogEntry> {

    private static final String TOPIC_PREFIX = "logs/";

    private final LogStreamRequest first;
    private final ResumeBook book;
    private final EntryPrinter printer;
    private final Terminal terminal;

    /** Reads what {@code first} asks for, from where {@code book} says. */
    LogReader(LogStreamRequest first, ResumeBook book, EntryPrinter printer, Terminal terminal) {
        this.first = first;
        this.book = book;
        this.printer = printer;
        this.terminal = terminal;
    }

    @Override
    public LogStreamRequest request() {
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

    @Override
    public boolean follows() {
        return first.getFollow();
    }

    @Override
    public void flush() throws IOException {
        printer.flush();
    }

    @Override
    public void take(LogEntry entry) throws IOException {
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
}
