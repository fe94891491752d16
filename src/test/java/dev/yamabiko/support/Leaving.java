package dev.yamabiko.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** How a client leaves a call whose both sides are open. */
public enum Leaving {
    HALF_CLOSE,
    CANCEL,
    DEADLINE,
    LOSS;

    private static final int DEADLINE_SECONDS = 3;

    /** The channel to make the call on, over a connection of its own. */
    public Channel on(ManagedChannel connection) {
        return this == DEADLINE ? ClientInterceptors.intercept(connection, new Hurry()) : connection;
    }

    /**
     * Leaves a call that was made so.
     *
     * @param end waits for its end, and says how it was
     */
    public void leave(Runnable halfClose, Runnable cancel, Supplier<?> end, ManagedChannel connection) {
        switch (this) {
            case HALF_CLOSE -> {
                halfClose.run();
                assertThat(end.get().toString()).contains("OK");
            }
            case CANCEL -> cancel.run();
            case DEADLINE -> assertThat(end.get().toString()).contains("DEADLINE_EXCEEDED");
            case LOSS -> connection.shutdownNow();
        }
    }

    /** Gives every call a deadline. */
    private static final class Hurry implements ClientInterceptor {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return next.newCall(method, options.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS));
        }
    }
}
