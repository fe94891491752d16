package dev.yamabiko.cli.logs;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.cli.client.Call;
import dev.yamabiko.cli.client.Ending;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import dev.yamabiko.proto.log.v1.LogEntry;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The lines of one source on their way to the hub: one call, in batches, no faster than the hub takes them. What waits
 * is sent when the source pauses, so that lines that come now and then arrive at once. For one thread.
 */
final class Upload {

    /** The largest entry that a hub takes by default. */
    static final int MAX_ENTRY_BYTES = 1 << 20;

    private static final int BATCH_BYTES = 64 << 10;
    private static final Duration PATIENCE = Duration.ofDays(1);

    private final String source;
    private final LineReader lines;
    private final EntryMaker maker;
    private final SendReport report;
    private final Progress progress;

    private List<Buffer> batch = new ArrayList<>();
    private int batchBytes;
    private long sent;

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
     * @throws CommandFailure when the hub did not, or did not say so
     */
    void run(HubClient client) throws IOException, InterruptedException {
        try (Call call = client.open(LogMethods.COLLECT_LOGS)) {
            boolean taken = true;
            while (taken && lines.next()) {
                add();
                if (batchBytes >= BATCH_BYTES || lines.wouldWait()) {
                    taken = flush(call);
                }
            }
            flush(call);
            call.finish();
            report.answered(source, result(call));
        }
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

    private boolean flush(Call call) throws InterruptedException {
        if (batch.isEmpty()) {
            return true;
        }
        if (!call.send(batch)) {
            return false;
        }
        sent += batch.size();
        report.sent(batch.size());
        progress.at(lines.readBytes(), sent);
        batch = new ArrayList<>(batch.size());
        batchBytes = 0;
        return true;
    }

    private LogCollectionResult result(Call call) throws InterruptedException {
        List<byte[]> answer = call.next(PATIENCE);
        Ending ending = call.ending();
        if (!(ending instanceof Ending.Completed) || answer.isEmpty()) {
            String unknown = sent == 0 || ending instanceof Ending.Unreached
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "; %,d entries of %s were sent, but the hub has not said that they are stored",
                            sent,
                            source);
            throw new CommandFailure(ending.text() + unknown);
        }
        try {
            return LogCollectionResult.parseFrom(answer.get(0));
        } catch (InvalidProtocolBufferException foreign) {
            throw new CommandFailure("the hub's answer is none: " + foreign.getMessage(), foreign);
        }
    }
}
