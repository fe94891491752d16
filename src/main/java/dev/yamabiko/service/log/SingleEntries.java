package dev.yamabiko.service.log;

import dev.yamabiko.service.RetryKey;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.ServiceError.Violation;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Batch;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Log entries that come one by one. One thread. */
final class SingleEntries {

    private final Appender appender;
    private final Clock clock;
    private final EntryCheck check = new EntryCheck();

    SingleEntries(Appender appender, Clock clock) {
        this.appender = appender;
        this.clock = clock;
    }

    /**
     * Stores an encoded entry; complete with its offset.
     *
     * @param key what it is recognised by when it is sent again; null: nothing
     * @throws ServiceError for an entry that breaks a rule
     */
    Future<Long> append(byte[] entry, @Nullable RetryKey key) {
        Violation violation = check.check(entry, 0, entry.length, clock.millis());
        if (violation != null) {
            throw new ServiceError.InvalidRequest(List.of(violation));
        }
        Batch batch = new Batch(LogTopics.of(check.application()));
        batch.add(check.time(), entry, 0, entry.length, check.appended(), check.appendedBytes());
        return appender.append(key == null ? batch : batch.keyed(key.after(0)));
    }
}
