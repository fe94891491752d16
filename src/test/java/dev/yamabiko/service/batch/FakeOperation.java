package dev.yamabiko.service.batch;

import com.google.protobuf.ByteString;
import dev.yamabiko.proto.batch.v1.BatchItem;
import dev.yamabiko.proto.batch.v1.CustomOperation;
import dev.yamabiko.service.BatchOperation;
import dev.yamabiko.service.Permissions.Action;
import dev.yamabiko.service.RetryKey;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An operation of a test: counts how often each thing is done. Thread-safe. */
final class FakeOperation implements BatchOperation {

    private final Map<String, AtomicInteger> done = new ConcurrentHashMap<>();
    private final Function<String, Future<?>> work;

    /** {@code work}: what becomes of each thing. */
    FakeOperation(Function<String, Future<?>> work) {
        this.work = work;
    }

    static BatchItem item(String thing) {
        return BatchItem.newBuilder()
                .setCustom(CustomOperation.newBuilder().setName("fake").setPayload(ByteString.copyFromUtf8(thing)))
                .build();
    }

    /** Things that were done, each with how often. */
    Map<String, AtomicInteger> done() {
        return done;
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Action action() {
        return Action.WRITE;
    }

    @Override
    public List<String> targets(BatchItem item) {
        return List.of("things/" + thing(item));
    }

    @Override
    public Future<?> execute(BatchItem item, @Nullable RetryKey key) {
        String thing = thing(item);
        done.computeIfAbsent(thing, name -> new AtomicInteger()).incrementAndGet();
        return work.apply(thing);
    }

    private static String thing(BatchItem item) {
        return item.getCustom().getPayload().toStringUtf8();
    }
}
