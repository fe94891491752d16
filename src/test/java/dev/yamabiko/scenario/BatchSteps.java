package dev.yamabiko.scenario;

import dev.yamabiko.chaos.rig.BatchUpload;
import dev.yamabiko.proto.batch.v1.BatchItem;
import dev.yamabiko.proto.batch.v1.BatchProgress;
import dev.yamabiko.proto.batch.v1.DeleteFile;
import dev.yamabiko.proto.batch.v1.ItemFailure;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.notification.v1.SendNotificationRequest;
import io.grpc.Channel;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The batch command of a scenario; items end in any order, and are shown in their own. Stateless.
 *
 * <pre>
 * &gt; batch [key=k]          with the items in the lines below, after |
 *
 * publish application LEVEL "text" · notify USER title · delete file · nothing
 * </pre>
 */
final class BatchSteps {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private BatchSteps() {}

    /** {@code done N, skipped N, failed N}, then each item that failed. */
    static List<String> run(Channel channel, Words words, List<String> body) {
        List<BatchItem> items =
                body.stream().map(Words::new).map(BatchSteps::item).toList();
        BatchUpload batch = BatchUpload.send(channel, words.one("key"), items.iterator());
        Status end = batch.end(PATIENCE);
        if (!end.isOk()) {
            return List.of(Lines.of(end.asException()));
        }
        BatchProgress last = batch.heard().get(batch.heard().size() - 1);
        List<String> lines = new ArrayList<>();
        lines.add("done " + last.getSucceeded() + ", skipped " + last.getSkipped() + ", failed " + last.getFailed());
        last.getFirstFailuresList().stream()
                .sorted(Comparator.comparing(ItemFailure::getItem))
                .forEach(failure ->
                        lines.add(failure.getItem() + " " + failure.getReason() + " " + failure.getMessage()));
        return lines;
    }

    private static BatchItem item(Words words) {
        String verb = words.next();
        BatchItem.Builder item = BatchItem.newBuilder();
        switch (verb) {
            case "publish" ->
                item.setPublish(LogEntry.newBuilder()
                        .setApplication(words.next())
                        .setLevel(words.next())
                        .setMessage(words.next()));
            case "notify" ->
                item.setNotify(SendNotificationRequest.newBuilder()
                        .addUserIds(words.next())
                        .setType("batch")
                        .setTitle(words.next()));
            case "delete" -> item.setDelete(DeleteFile.newBuilder().setFilePath(words.next()));
            default -> {
                // an item that asks for nothing
            }
        }
        return item.build();
    }
}
