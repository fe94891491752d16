package dev.yamabiko.service.file;

import dev.yamabiko.proto.batch.v1.BatchItem;
import dev.yamabiko.service.BatchOperation;
import dev.yamabiko.service.Permissions.Action;
import dev.yamabiko.service.RetryKey;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deletes a file for an item of a batch. Thread-safe. */
public final class DeleteOperation implements BatchOperation {

    private final FileDesk desk;

    /** {@code desk}: what the services of files share. */
    public DeleteOperation(FileDesk desk) {
        this.desk = desk;
    }

    @Override
    public String name() {
        return "delete";
    }

    @Override
    public Action action() {
        return Action.DELETE;
    }

    @Override
    public List<String> targets(BatchItem item) {
        return List.of(FileForm.permission(
                FileForm.name(item.getDelete().getFilePath()).value()));
    }

    /** A file is gone however often it is deleted; only the answer differs. */
    @Override
    public Future<?> execute(BatchItem item, @Nullable RetryKey key) {
        return desk.delete(FileForm.name(item.getDelete().getFilePath()));
    }
}
