package dev.yamabiko.service.batch;

import static dev.yamabiko.support.Answer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.proto.batch.v1.BatchItem;
import dev.yamabiko.proto.batch.v1.BatchProgress;
import dev.yamabiko.proto.batch.v1.CustomOperation;
import dev.yamabiko.proto.batch.v1.ItemFailure;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.stream.StreamError;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What becomes of the items of a batch. */
class BatchServiceTest extends BatchFixture {

    @Test
    void shouldCountWhatIsDoneAndWhyTheRestIsNot() {
        // Given
        permissions =
                (caller, action, what) -> !what.endsWith("7") || !caller.name().equals("tester");
        FakeOperation fake = new FakeOperation(thing -> thing.endsWith("00")
                ? Future.failedFuture(new ServiceError.NotFound("thing: " + thing + " is not there"))
                : DONE);

        // When
        List<BatchProgress> heard = run(service(0, fake), "", 100_000, FakeOperation::item);

        // Then
        BatchProgress last = last(heard);
        assertThat(last.getReceived()).isEqualTo(100_000);
        assertThat(last.getFailuresMap()).isEqualTo(Map.of("NOT_FOUND", 1_000L, "DENIED", 10_000L));
        assertThat(last.getFailed()).isEqualTo(11_000);
        assertThat(last.getSucceeded()).isEqualTo(89_000);
        assertThat(last.getFirstFailuresCount()).isEqualTo(100);
        assertThat(last.getFirstFailures(0))
                .isEqualTo(ItemFailure.newBuilder()
                        .setItem(7)
                        .setReason("DENIED")
                        .setMessage("WRITE things/7: not permitted (expected: a caller who may)")
                        .build());
        assertMonotone(heard);
        assertThat(fake.done()).as("what is not permitted is not begun").hasSize(90_000);
    }

    @Test
    void shouldFailItemsThatAskForNothingItHas() {
        BatchItem nameless = BatchItem.newBuilder()
                .setCustom(CustomOperation.newBuilder().setName("publish"))
                .build();
        Iterator<BatchItem> items = List.of(BatchItem.getDefaultInstance(), FakeOperation.item("x"), nameless)
                .iterator();

        BatchProgress last = last(
                await(BatchCall.send(loop, service(0, publish()), "", items).outcome()));

        assertThat(last.getFailuresMap()).isEqualTo(Map.of("INVALID_REQUEST", 3L));
        assertThat(last.getFirstFailuresList())
                .extracting(ItemFailure::getMessage)
                .containsOnly("operation: unknown or none (expected: one of [publish])");
    }

    @Test
    void shouldSayNothingOfAFaultOfItsOwn() {
        FakeOperation faulty = new FakeOperation(thing -> {
            throw new IllegalStateException("secret");
        });

        BatchProgress last = last(run(service(0, faulty), "", 3, FakeOperation::item));

        assertThat(last.getFailuresMap()).isEqualTo(Map.of("INTERNAL", 3L));
        assertThat(last.getFirstFailures(0).getMessage()).isEqualTo("internal error");
    }

    @Test
    void shouldKeepToWhatMayBeDoneAtATime() {
        Queue<Promise<Void>> underWay = new ConcurrentLinkedQueue<>();
        FakeOperation slow = new FakeOperation(thing -> {
            Promise<Void> promise = Promise.promise();
            underWay.add(promise);
            return promise.future();
        });

        BatchCall call = BatchCall.send(loop, service(0, slow), "", items(100, FakeOperation::item));
        await(until(call::paused));

        assertThat(underWay).hasSize(16);
        assertThat(slow.done()).hasSize(16);
        while (!call.outcome().isComplete()) {
            Promise<Void> next = underWay.poll();
            if (next != null) {
                loop.runOnContext(v -> next.complete());
            }
        }
        assertThat(last(await(call.outcome())).getSucceeded()).isEqualTo(100);
        assertThat(slow.done()).hasSize(100);
    }

    @Test
    void shouldKeepToItsPace() {
        FakeOperation fast = new FakeOperation(thing -> DONE);
        long before = System.nanoTime();

        BatchProgress last = last(run(service(400, fast), "", 200, FakeOperation::item));

        double seconds = (System.nanoTime() - before) / 1e9;
        assertThat(last.getSucceeded()).isEqualTo(200);
        assertThat(200 / seconds).as("items per second, but for those at once").isBetween(100.0, 450.0);
    }

    @Test
    void shouldWriteNothingButTheEndToAClientThatDoesNotRead() {
        FakeOperation fast = new FakeOperation(thing -> DONE);

        BatchCall call = BatchCall.sendUnread(loop, service(400, fast), items(100, FakeOperation::item));

        assertThat(await(call.outcome())).hasSize(1);
        assertThat(last(call.heard()).getDone()).isTrue();
    }

    @Test
    void shouldRefuseMoreItemsThanMayBe() {
        FakeOperation fast = new FakeOperation(thing -> DONE);

        assertThatThrownBy(() -> run(service(0, fast), "", 200_001, FakeOperation::item))
                .isInstanceOfSatisfying(
                        StreamError.LimitReached.class,
                        limit -> assertThat(limit.limit()).isEqualTo("batches.max-items"));
    }
}
