package dev.yamabiko.service.batch;

import static dev.yamabiko.support.Answer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.proto.batch.v1.BatchProgress;
import dev.yamabiko.service.Caller;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.token.Identity;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A batch with a key that is sent again. */
class BatchRetryTest extends BatchFixture {

    @Test
    void shouldDoNothingTwiceWhenItIsSentAgain() {
        List<BatchProgress> first = run(service(0, publish()), "k", 5_000, BatchFixture::entry);
        FakeOperation none = new FakeOperation(thing -> DONE);
        List<BatchProgress> again = run(service(0, publish(), none), "k", 5_000, BatchFixture::entry);

        assertThat(last(first).getSucceeded()).isEqualTo(4_950);
        assertThat(last(again).getSkipped()).isEqualTo(4_950);
        assertThat(last(again).getSucceeded()).isZero();
        assertThat(last(again).getFailuresMap()).isEqualTo(Map.of("INVALID_REQUEST", 50L));
        assertThat(published()).hasSize(4_950).doesNotHaveDuplicates();
    }

    @Test
    void shouldSkipNothingForWhatSomebodyElseDidUnderTheSameKey() {
        Caller eve = new Caller("eve", new Identity("eve", "", "user", Set.of(), "", 0, 1));
        Caller ann = new Caller("ann", new Identity("ann", "", "user", Set.of(), "", 0, 1));
        FakeOperation operation = new FakeOperation(thing -> DONE);

        BatchProgress ofEve = sendAs(eve, operation);
        BatchProgress ofAnn = sendAs(ann, operation);
        BatchProgress again = sendAs(ann, operation);

        assertThat(ofEve.getSucceeded()).isEqualTo(600);
        assertThat(ofAnn.getSucceeded()).isEqualTo(600);
        assertThat(ofAnn.getSkipped()).isZero();
        assertThat(again.getSkipped()).isEqualTo(600);
    }

    private BatchProgress sendAs(Caller caller, FakeOperation operation) {
        BatchService service = service(0, operation);
        return last(await(BatchCall.sendAs(caller, loop, service, "nightly", items(600, FakeOperation::item))
                .outcome()));
    }

    @Test
    void shouldGoOnWhereItWasCutOffHoweverOften() {
        Random random = new Random(5);
        for (int round = 0; round < 10; round++) {
            int sent = random.nextInt(2_000 * (round + 1));
            await(BatchCall.sendPart(loop, service(0, publish()), "k", items(20_000, BatchFixture::entry), sent)
                    .outcome());
        }

        BatchProgress last = last(run(service(0, publish()), "k", 20_000, BatchFixture::entry));

        assertThat(last.getSkipped() + last.getSucceeded()).isEqualTo(19_800);
        assertThat(last.getSkipped()).isPositive();
        assertThat(published()).hasSize(19_800).doesNotHaveDuplicates();
    }

    @Test
    void shouldDoEachItemOnceThoughTheBatchIsSentTwiceAtOnce() {
        BatchCall one = BatchCall.send(loop, service(0, publish()), "k", items(10_000, BatchFixture::entry));
        BatchCall two = BatchCall.send(
                vertx.getOrCreateContext(), service(0, publish()), "k", items(10_000, BatchFixture::entry));

        assertThat(last(await(one.outcome())).getFailed()).isEqualTo(100);
        assertThat(last(await(two.outcome())).getFailed()).isEqualTo(100);
        assertThat(published()).hasSize(9_900).doesNotHaveDuplicates();
    }

    @Test
    void shouldEndWhenTheJournalDoesAndGoOnLater() {
        journal.failNext(new StreamError.OutcomeUnknown("unknown", new IOException()));

        assertThatThrownBy(() -> run(service(0, publish()), "k", 1_000, BatchFixture::entry))
                .isInstanceOf(StreamError.OutcomeUnknown.class);

        BatchProgress last = last(run(service(0, publish()), "k", 1_000, BatchFixture::entry));
        assertThat(last.getSkipped() + last.getSucceeded()).isEqualTo(990);
        assertThat(published()).hasSize(990).doesNotHaveDuplicates();
    }

    @Test
    void shouldWaitForACheckpointThatIsSlow() {
        FakeOperation fast = new FakeOperation(thing -> DONE);
        journal.hold();

        BatchCall call = BatchCall.send(loop, service(0, fast), "k", items(5_000, FakeOperation::item));
        await(until(() -> fast.done().size() >= 700));
        assertThat(fast.done())
                .as("what one checkpoint holds, and what the next one may")
                .hasSizeLessThanOrEqualTo(750);
        journal.release();

        assertThat(last(await(call.outcome())).getSucceeded()).isEqualTo(5_000);
        assertThat(last(run(service(0, fast), "k", 5_000, FakeOperation::item)).getSkipped())
                .isEqualTo(5_000);
        assertThat(fast.done())
                .hasSize(5_000)
                .allSatisfy((thing, times) -> assertThat(times).hasValue(1));
    }
}
