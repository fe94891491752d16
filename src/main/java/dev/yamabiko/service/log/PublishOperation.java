package dev.yamabiko.service.log;

import dev.yamabiko.proto.batch.v1.BatchItem;
import dev.yamabiko.service.BatchOperation;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.RetryKey;
import dev.yamabiko.stream.Appender;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stores a log entry for an item of a batch. Used on one event loop. */
public final class PublishOperation implements BatchOperation {

    private final SingleEntries entries;

    /** Writes through the appender. */
    public PublishOperation(Appender appender, Clock clock) {
        this.entries = new SingleEntries(appender, clock);
    }

    @Override
    public String name() {
        return "publish";
    }

    @Override
    public Permissions.Action action() {
        return Permissions.Action.WRITE;
    }

    @Override
    public List<String> targets(BatchItem item) {
        return List.of(LogTopics.PREFIX + item.getPublish().getApplication());
    }

    @Override
    public Future<?> execute(BatchItem item, @Nullable RetryKey key) {
        return entries.append(item.getPublish().toByteArray(), key);
    }
}
