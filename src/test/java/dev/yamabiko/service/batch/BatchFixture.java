package dev.yamabiko.service.batch;

import static dev.yamabiko.support.Answer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.gateway.CallFailures;
import dev.yamabiko.node.Node;
import dev.yamabiko.proto.batch.v1.BatchItem;
import dev.yamabiko.proto.batch.v1.BatchProgress;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.service.BatchOperation;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.log.LogTopics;
import dev.yamabiko.service.log.PublishOperation;
import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.StreamLimits;
import dev.yamabiko.support.FakeNodes;
import dev.yamabiko.support.HeldJournal;
import dev.yamabiko.support.Records;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A batch service over a journal in memory, and short words for what is done with it. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
abstract class BatchFixture {

    static final Future<?> DONE = Future.succeededFuture();

    final Clock clock = Clock.systemUTC();
    Vertx vertx;
    Context loop;
    HeldJournal journal;
    Appender appender;
    Permissions permissions = Permissions.EVERYTHING;

    @BeforeEach
    void open(Vertx vertx) {
        this.vertx = vertx;
        loop = vertx.getOrCreateContext();
        journal = new HeldJournal(new MemoryJournal(vertx, new JournalBounds(0, 0, 1_000), clock, new Random(1)));
        appender = new Appender(vertx, journal, new LocalRelay(vertx), StreamLimits.DEFAULT, new Gauges());
    }

    List<BatchProgress> run(BatchService service, String key, int count, ItemMaker maker) {
        return await(BatchCall.send(loop, service, key, items(count, maker)).outcome());
    }

    interface ItemMaker {
        BatchItem make(String number);
    }

    static Iterator<BatchItem> items(int count, ItemMaker maker) {
        LongFunction<BatchItem> item = number -> maker.make(Long.toString(number));
        return LongStream.rangeClosed(1, count).mapToObj(item).iterator();
    }

    /** One in a hundred breaks a rule. */
    static BatchItem entry(String number) {
        LogEntry.Builder entry =
                LogEntry.newBuilder().setApplication("batch").setMessage(number).setTimestamp(5);
        return BatchItem.newBuilder()
                .setPublish(number.endsWith("00") ? entry.setLevel("LOUD") : entry)
                .build();
    }

    BatchService service(long itemsPerSecond, BatchOperation... operations) {
        return new BatchService(
                vertx,
                List.of(operations),
                permissions,
                new CallFailures(new FakeNodes(FakeNodes.node("a", Node.State.SERVING)), new Random(1)),
                journal,
                appender,
                new BatchSettings(16, 10, 200_000, 1 << 20, 500),
                new Pace(itemsPerSecond),
                clock);
    }

    PublishOperation publish() {
        return new PublishOperation(appender, clock);
    }

    List<String> published() {
        return Records.entries(await(journal.read(LogTopics.of("batch"), 1, Long.MAX_VALUE, Integer.MAX_VALUE)))
                .stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    Future<Void> until(BooleanSupplier condition) {
        Promise<Void> met = Promise.promise();
        vertx.setPeriodic(1, timer -> {
            if (condition.getAsBoolean()) {
                vertx.cancelTimer(timer);
                met.tryComplete();
            }
        });
        return met.future();
    }

    static BatchProgress last(List<BatchProgress> heard) {
        BatchProgress last = heard.get(heard.size() - 1);
        assertThat(last.getDone()).isTrue();
        return last;
    }

    static void assertMonotone(List<BatchProgress> heard) {
        for (int i = 1; i < heard.size(); i++) {
            BatchProgress before = heard.get(i - 1);
            BatchProgress after = heard.get(i);
            assertThat(after.getReceived()).isGreaterThanOrEqualTo(before.getReceived());
            assertThat(after.getSucceeded()).isGreaterThanOrEqualTo(before.getSucceeded());
            assertThat(after.getFailed()).isGreaterThanOrEqualTo(before.getFailed());
            assertThat(after.getElapsedMs()).isGreaterThanOrEqualTo(before.getElapsedMs());
        }
    }
}
