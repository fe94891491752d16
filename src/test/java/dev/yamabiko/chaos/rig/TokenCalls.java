package dev.yamabiko.chaos.rig;

import dev.yamabiko.proto.auth.v1.AuthServiceGrpc;
import dev.yamabiko.proto.auth.v1.RevokeRequest;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogServiceGrpc;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.support.Await;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Calls of one node that come with tokens. Thread-safe. */
public final class TokenCalls implements AutoCloseable {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final ManagedChannel channel;

    private TokenCalls(ManagedChannel channel) {
        this.channel = channel;
    }

    /** Over one connection. */
    public static TokenCalls of(HubNode node) {
        return new TokenCalls(Grpc.newChannelBuilder(node.address(), InsecureChannelCredentials.create())
                .build());
    }

    /** Revokes one token. */
    public void revokeToken(String token, String id) {
        revoke(token, RevokeRequest.newBuilder().setTokenId(id).build());
    }

    /** Revokes what a user has. */
    public void revokeUser(String token, int user) {
        revoke(
                token,
                RevokeRequest.newBuilder().setUserId(Integer.toString(user)).build());
    }

    /** Begins a stream of all logs. */
    public Stream follow(String token) {
        ClientCall<LogStreamRequest, LogEntry> call =
                channel.newCall(LogServiceGrpc.getStreamLogsMethod(), CallOptions.DEFAULT);
        Stream stream = new Stream(call);
        call.start(stream, bearer(token));
        call.request(1_000);
        call.sendMessage(LogStreamRequest.newBuilder().setFollow(true).build());
        call.halfClose();
        return stream;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private void revoke(String token, RevokeRequest request) {
        var answer = AuthServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(bearer(token)))
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .revoke(request);
        if (answer.getOffset() == 0) {
            throw new AssertionError("nothing was revoked");
        }
    }

    private static Metadata bearer(String token) {
        Metadata metadata = new Metadata();
        metadata.put(AUTHORIZATION, "Bearer " + token);
        return metadata;
    }

    /** One stream. Thread-safe. */
    public static final class Stream extends ClientCall.Listener<LogEntry> {
        private final ClientCall<LogStreamRequest, LogEntry> call;
        private final AtomicReference<Status> end = new AtomicReference<>();
        private volatile boolean open;

        private Stream(ClientCall<LogStreamRequest, LogEntry> call) {
            this.call = call;
        }

        @Override
        public void onHeaders(Metadata headers) {
            open = true;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            end.set(status);
        }

        /** Whether the hub has let it in. */
        public boolean open() {
            return open;
        }

        /** Whether it has ended. */
        public boolean over() {
            return end.get() != null;
        }

        /** Waits for its status. */
        public String end(Duration within) {
            Await.until("the end of a stream", within, this::over);
            return end.get().getCode().name();
        }

        /** Leaves it. */
        public void cancel() {
            call.cancel("left", null);
        }
    }
}
