package dev.yamabiko.service.batch;

import dev.yamabiko.proto.batch.v1.BatchCheckpoint;
import dev.yamabiko.service.TopicReplay;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;
import java.time.Clock;

/**
 * What the journal says of a batch with a key: which items are done, by whichever run of it. Saving finds out what
 * other runs have saved. Used on the event loop of its call.
 */
final class Checkpoints {

    private static final int MOST_TRIES = 100;

    private final String key;
    private final Topic topic;
    private final DoneItems items;
    private final long maxItems;
    private final Journal journal;
    private final Appender appender;
    private final Clock clock;
    private long read;

    Checkpoints(String key, DoneItems items, long maxItems, Journal journal, Appender appender, Clock clock) {
        this.key = key;
        this.topic = BatchTopics.of(key);
        this.items = items;
        this.maxItems = maxItems;
        this.journal = journal;
        this.appender = appender;
        this.clock = clock;
    }

    /** Reads what there is, and was not read before. */
    Future<Void> load() {
        return journal.extent(topic)
                .compose(extent -> new TopicReplay<>(journal, topic, BatchCheckpoint.parser(), this::merge)
                        .read(Math.max(read + 1, extent.earliest()), extent.last())
                        .onSuccess(v -> read = Math.max(read, extent.last())));
    }

    /** Keeps what was done since it was last saved. */
    Future<Void> save() {
        if (items.unsaved() == 0) {
            return Future.succeededFuture();
        }
        BatchCheckpoint checkpoint = items.checkpoint(key);
        return append(checkpoint.toByteArray(), 1);
    }

    private Future<Void> append(byte[] checkpoint, int tries) {
        Batch batch = Batch.of(topic, clock.millis(), checkpoint).following(read);
        return appender.append(batch)
                .onSuccess(offset -> read = offset)
                .<Void>mapEmpty()
                .recover(error -> error instanceof StreamError.Conflict && tries < MOST_TRIES
                        ? load().compose(v -> append(checkpoint, tries + 1))
                        : Future.failedFuture(error));
    }

    private void merge(BatchCheckpoint checkpoint, long offset) {
        if (checkpoint.getKey().equals(key)) {
            items.merge(checkpoint, maxItems);
        }
    }
}
