package dev.yamabiko.chaos.rig;

import dev.yamabiko.support.Await;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractBlockingStub;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;

/** Unary calls that are sent again, to another node, until they are answered. Thread-safe as its nodes are. */
public final class Retried {

    private static final Metadata.Key<String> KEY =
            Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Set<Status.Code> AGAIN =
            Set.of(Status.Code.UNAVAILABLE, Status.Code.ABORTED, Status.Code.DEADLINE_EXCEEDED, Status.Code.CANCELLED);

    private final Supplier<NodeClient> nodes;
    private final LongAdder retries;

    /** {@code retries}: counts the calls that were sent again. */
    public Retried(Supplier<NodeClient> nodes, LongAdder retries) {
        this.nodes = nodes;
        this.retries = retries;
    }

    /** Calls until there is an answer, always with the same key; a refusal is thrown. */
    public <S extends AbstractBlockingStub<S>, R> R call(
            String key, Function<ManagedChannel, S> stub, Function<S, R> call) {
        Metadata headers = new Metadata();
        headers.put(KEY, key);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return call.apply(stub.apply(nodes.get().channel())
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                        .withDeadlineAfter(ANSWER.toMillis(), TimeUnit.MILLISECONDS));
            } catch (StatusRuntimeException error) {
                if (!AGAIN.contains(error.getStatus().getCode()) || System.nanoTime() > deadline) {
                    throw error;
                }
                retries.increment();
                Await.passing(Duration.ofMillis(50));
            }
        }
    }
}
