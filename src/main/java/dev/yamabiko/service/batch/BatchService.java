package dev.yamabiko.service.batch;

import dev.yamabiko.proto.batch.v1.BatchItem;
import dev.yamabiko.service.BatchOperation;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.Failures;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.Requests;
import dev.yamabiko.service.RetryKey;
import dev.yamabiko.service.Rights;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.ServiceError.Violation;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.Sink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Bulk work, for the calls of one event loop. */
public final class BatchService {

    /** What is left of a key for the number of an item. */
    private static final int MAX_KEY = 112;

    private final Vertx vertx;
    private final Map<String, BatchOperation> operations = new TreeMap<>();
    private final Permissions permissions;
    private final Failures failures;
    private final Journal journal;
    private final Appender appender;
    private final BatchSettings settings;
    private final Pace pace;
    private final Clock clock;

    /** {@code operations}: what items may ask for; {@code pace}: shared with the other event loops. */
    public BatchService(
            Vertx vertx,
            List<BatchOperation> operations,
            Permissions permissions,
            Failures failures,
            Journal journal,
            Appender appender,
            BatchSettings settings,
            Pace pace,
            Clock clock) {
        this.vertx = vertx;
        operations.forEach(operation -> this.operations.put(operation.name(), operation));
        this.permissions = permissions;
        this.failures = failures;
        this.journal = journal;
        this.appender = appender;
        this.settings = settings;
        this.pace = pace;
        this.clock = clock;
    }

    /** {@code ProcessBatch}; throws {@link ServiceError.InvalidRequest}. */
    public Requests processBatch(CallMetadata call, Sink sink) {
        RetryKey key = RetryKey.of(call);
        Rights rights = new Rights(permissions, call.caller());
        DoneItems done = new DoneItems();
        if (key == null) {
            return new BatchRun(vertx, this, rights, "", done, null, sink);
        }
        new FieldRules()
                .bytes(RetryKey.NAME, String.valueOf(call.get(RetryKey.NAME)), MAX_KEY)
                .check();
        Checkpoints checkpoints = new Checkpoints(key.value(), done, settings.maxItems(), journal, appender, clock);
        return new BatchRun(vertx, this, rights, key.value(), done, checkpoints, sink);
    }

    BatchSettings settings() {
        return settings;
    }

    Failures failures() {
        return failures;
    }

    Pace pace() {
        return pace;
    }

    long now() {
        return clock.millis();
    }

    /** Does what an item asks for, if its caller may; fails, and never throws. */
    Future<?> execute(BatchItem item, Rights rights, @Nullable RetryKey key) {
        try {
            BatchOperation operation = operation(item);
            if (operation == null) {
                throw new ServiceError.InvalidRequest(List.of(
                        new Violation("operation", "unknown or none (expected: one of " + operations.keySet() + ")")));
            }
            operation.targets(item).forEach(target -> rights.require(operation.action(), target));
            return operation.execute(item, key);
        } catch (RuntimeException error) {
            return Future.failedFuture(error);
        }
    }

    /** What has a field of its own is not to be had by its name: there would be nothing to do it with. */
    private @Nullable BatchOperation operation(BatchItem item) {
        if (!item.hasCustom()) {
            return operations.get(item.getOperationCase().name().toLowerCase(Locale.ROOT));
        }
        String name = item.getCustom().getName();
        return BatchItem.getDescriptor().findFieldByName(name) == null ? operations.get(name) : null;
    }
}
