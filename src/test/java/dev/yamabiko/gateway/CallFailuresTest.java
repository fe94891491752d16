package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.node.Node;
import dev.yamabiko.service.Failures.Failure;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.support.FakeNodes;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is said of things that fail within a call. */
class CallFailuresTest {

    private final CallFailures failures =
            new CallFailures(new FakeNodes(FakeNodes.node("a", Node.State.SERVING)), new Random(1));

    @Test
    void shouldSayWhatACallWouldHaveEndedWith() {
        assertThat(failures.of(new ServiceError.NotFound("file: x is not there")))
                .isEqualTo(new Failure("NOT_FOUND", "file: x is not there"));
        assertThat(failures.of(new StreamError.LimitReached("a.b", "a: too many")))
                .isEqualTo(new Failure("LIMIT_REACHED", "a: too many"));
    }

    @Test
    void shouldKeepToItselfWhatNobodyExpected() {
        assertThat(failures.of(new IllegalStateException("secret")))
                .isEqualTo(new Failure("INTERNAL", "internal error"));
    }
}
