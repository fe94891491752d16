package dev.yamabiko.chaos.rig;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.yamabiko.proto.hub.v1.Resume;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a call ended. Immutable.
 *
 * @param status its status
 * @param trailers what came with it
 */
public record Outcome(Status status, Metadata trailers) {

    /** {@link #kind} of a call whose connection broke under a write, for which grpc-java has no code. */
    public static final String BROKEN = "BROKEN";

    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

    /** The status code. */
    public Status.Code code() {
        return status.getCode();
    }

    /** True for OK. */
    public boolean ok() {
        return status.isOk();
    }

    /** The reason the hub gave; empty without one. */
    public String reason() {
        return detail(ErrorInfo.class).map(ErrorInfo::getReason).orElse("");
    }

    /**
     * True if the call may be made again, perhaps elsewhere: the hub said so, or said nothing before the connection or
     * the caller's patience was over.
     */
    public boolean mayTryAgain() {
        return code() == Status.Code.UNAVAILABLE || code() == Status.Code.DEADLINE_EXCEEDED || broken();
    }

    /** Status code and reason, for counting. */
    public String kind() {
        if (broken()) {
            return BROKEN;
        }
        return reason().isEmpty() ? code().name() : code() + "/" + reason();
    }

    /** What the hub said about the reason. */
    public Map<String, String> metadata() {
        return detail(ErrorInfo.class).map(ErrorInfo::getMetadataMap).orElse(Map.of());
    }

    /** True if the hub said when to try again. */
    public boolean saysWhenToRetry() {
        return detail(RetryInfo.class).isPresent();
    }

    /** When to try again, as the hub said; zero if it did not. */
    public Duration retryAfter() {
        return detail(RetryInfo.class)
                .map(RetryInfo::getRetryDelay)
                .map(delay -> Duration.ofSeconds(delay.getSeconds(), delay.getNanos()))
                .orElse(Duration.ZERO);
    }

    /** Where the next stream goes on, as the hub said; nowhere if it did not. */
    public Resume position() {
        return detail(Resume.class).orElse(Resume.getDefaultInstance());
    }

    @Override
    public String toString() {
        String cause = status.getCause() == null ? "" : ", " + status.getCause();
        return status.getCode() + " " + reason() + metadata() + ": " + status.getDescription() + cause;
    }

    private boolean broken() {
        return code() == Status.Code.UNKNOWN && status.getCause() instanceof IOException;
    }

    private <M extends Message> Optional<M> detail(Class<M> type) {
        byte[] details = trailers.get(DETAILS);
        if (details == null) {
            return Optional.empty();
        }
        try {
            for (Any any : com.google.rpc.Status.parseFrom(details).getDetailsList()) {
                if (any.is(type)) {
                    return Optional.of(any.unpack(type));
                }
            }
            return Optional.empty();
        } catch (InvalidProtocolBufferException error) {
            throw new AssertionError("grpc-status-details-bin: no google.rpc.Status", error);
        }
    }
}
