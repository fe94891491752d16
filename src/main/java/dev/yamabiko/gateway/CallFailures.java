package dev.yamabiko.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.yamabiko.node.Nodes;
import dev.yamabiko.service.Failures;
import java.util.random.RandomGenerator;

/** Errors of what is not a call of its own, said as if it were. Thread-safe, as its parameters are. */
public final class CallFailures implements Failures {

    private final Elsewhere elsewhere;

    /** {@code random}: thread-safe. */
    public CallFailures(Nodes nodes, RandomGenerator random) {
        this.elsewhere = new Elsewhere(nodes, 1, random);
    }

    @Override
    public Failure of(Throwable error) {
        CallStatus status = CallStatus.of(error, elsewhere);
        try {
            ErrorInfo info = Status.parseFrom(status.details()).getDetails(0).unpack(ErrorInfo.class);
            return new Failure(info.getReason(), status.message());
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("status without a reason: " + status.message(), impossible);
        }
    }
}
