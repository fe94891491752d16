package dev.yamabiko.cli.notify;

import dev.yamabiko.cli.client.ResumableStream;
import dev.yamabiko.cli.client.ResumeBook;
import dev.yamabiko.cli.terminal.Escape;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.cli.view.JsonLine;
import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.notification.v1.Notification;
import dev.yamabiko.proto.notification.v1.SubscriptionRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Prints the notifications of a user, each once, and says which were dropped. For one thread. */
final class NotificationReader implements ResumableStream.Reader<Notification> {

    private static final String ALL = "notifications-all";

    private final SubscriptionRequest first;
    private final ResumeBook book;
    private final Terminal terminal;
    private final PrintWriter out;
    private final boolean json;

    NotificationReader(SubscriptionRequest first, ResumeBook book, Terminal terminal, boolean json) {
        this.first = first;
        this.book = book;
        this.terminal = terminal;
        this.out = terminal.writer();
        this.json = json;
    }

    @Override
    public SubscriptionRequest request() {
        Resume resume = book.resume();
        return resume == null ? first : first.toBuilder().setResume(resume).build();
    }

    @Override
    public boolean follows() {
        return true;
    }

    @Override
    public void flush() throws IOException {
        if (out.checkError()) {
            throw new IOException("Broken pipe");
        }
    }

    @Override
    public void take(Notification next) {
        if (next.getSkipped() > 0) {
            terminal.say(String.format(
                    Locale.ROOT, "%,d notifications were dropped before they could be read", next.getSkipped()));
        }
        next.getPositionsMap().forEach(book::seen);
        if (!next.getHeartbeat()) {
            out.println(json ? JsonLine.of(fields(next)) : text(next));
            book.seen(next.getToAll() ? ALL : "notifications/" + first.getUserId(), next.getOffset());
        }
    }

    private static String text(Notification next) {
        StringBuilder line = new StringBuilder()
                .append(Instant.ofEpochMilli(next.getTimestamp()).truncatedTo(ChronoUnit.SECONDS))
                .append(String.format(Locale.ROOT, " %3d ", next.getPriority()))
                .append(next.getToAll() ? "all " : "")
                .append(next.getType())
                .append(": ")
                .append(next.getTitle());
        if (!next.getMessage().isEmpty()) {
            line.append(next.getTitle().isEmpty() ? "" : " - ").append(next.getMessage());
        }
        new TreeMap<>(next.getMetadataMap())
                .forEach(
                        (key, value) -> line.append(' ').append(key).append('=').append(value));
        return Escape.TEXT.apply(line.toString());
    }

    private static Map<String, Object> fields(Notification next) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", next.getId());
        fields.put("type", next.getType());
        fields.put("title", next.getTitle());
        fields.put("message", next.getMessage());
        fields.put("timestamp", next.getTimestamp());
        fields.put("priority", (long) next.getPriority());
        fields.put("metadata", new TreeMap<>(next.getMetadataMap()));
        fields.put("offset", next.getOffset());
        fields.put("to_all", next.getToAll());
        return fields;
    }
}
