package dev.yamabiko.service;

import dev.yamabiko.proto.batch.v1.BatchItem;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that the items of a batch can ask for. One of each for an event loop; used there only. */
public interface BatchOperation {

    /** What items call it: the name of a field of {@code BatchItem.operation}, or of a custom operation. */
    String name();

    /** What it does to what it is done to. */
    Permissions.Action action();

    /** What an item wants to have it done to, as {@link Permissions#allow} takes it; none: everybody may. */
    List<String> targets(BatchItem item);

    /**
     * Does it, checked and permitted or not at all.
     *
     * @param key what it is recognised by when it is asked for again: then it is done once; null: nothing
     * @return complete when it is done for good; fails with {@link ServiceError} or
     *     {@link dev.yamabiko.stream.StreamError}
     * @throws ServiceError for an item that cannot be
     */
    Future<?> execute(BatchItem item, @Nullable RetryKey key);
}
