package dev.yamabiko.cli.logs;

import dev.yamabiko.cli.view.Progress;
import dev.yamabiko.proto.log.v1.LogEntry;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The lines of one source on their way to the hub, in batches, no faster than the hub takes them. A delivery ends where
 * the source pauses, so that lines that come now and then are stored at once. For one thread.
 */
final class Upload {

    /** The largest entry that a hub takes by default. */
    static final int MAX_ENTRY_BYTES = 1 << 20;

    private static final int BATCH_BYTES = 64 << 10;
    private static final int DELIVERY_BYTES = 4 << 20;

    private final String source;
    private final LineReader lines;
    private final EntryMaker maker;
    private final SendReport report;
    private final Progress progress;

    private List<Buffer> batch = new ArrayList<>();
    private int batchBytes;
    private long sent;
    private boolean answered;

    Upload(String source, LineReader lines, EntryMaker maker, SendReport report, Progress progress) {
        this.source = source;
        this.lines = lines;
        this.maker = maker;
        this.report = report;
        this.progress = progress;
    }

    /**
     * Sends all lines and waits until the hub has stored them.
     *
     * @throws dev.yamabiko.cli.terminal.CommandFailure when the hub did not, or did not say so
     */
    void run(Delivery delivery) throws IOException, InterruptedException {
        while (lines.next()) {
            add();
            boolean pausing = lines.wouldWait();
            if (batchBytes >= BATCH_BYTES || pausing) {
                flush(delivery);
            }
            if (delivery.bytes() >= DELIVERY_BYTES || pausing) {
                complete(delivery);
            }
        }
        flush(delivery);
        complete(delivery);
    }

    private void add() {
        try {
            if (lines.tooLong() > 0) {
                throw tooLarge(lines.tooLong());
            }
            LogEntry entry = maker.entry(lines);
            if (entry.getSerializedSize() > MAX_ENTRY_BYTES) {
                throw tooLarge(entry.getSerializedSize());
            }
            batch.add(Buffer.buffer(entry.toByteArray()));
            batchBytes += entry.getSerializedSize();
        } catch (RefusedLine refused) {
            report.refused(source, lines.number(), refused.reason());
        }
    }

    private static RefusedLine tooLarge(long bytes) {
        return new RefusedLine(String.format(Locale.ROOT, "%,d bytes (expected: at most %,d)", bytes, MAX_ENTRY_BYTES));
    }

    private void flush(Delivery delivery) throws InterruptedException {
        if (!batch.isEmpty()) {
            delivery.add(batch, batchBytes);
            sent += batch.size();
            report.sent(batch.size());
            progress.at(lines.readBytes(), sent);
            batch = new ArrayList<>(batch.size());
            batchBytes = 0;
        }
    }

    private void complete(Delivery delivery) throws InterruptedException {
        if (delivery.entries() > 0 || !answered) {
            long before = sent - delivery.entries();
            report.answered(source, before, delivery.complete(source));
            answered = true;
        }
    }
}
