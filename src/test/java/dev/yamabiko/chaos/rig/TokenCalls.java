package dev.yamabiko.chaos.rig;

import dev.yamabiko.proto.auth.v1.AuthServiceGrpc;
import dev.yamabiko.proto.auth.v1.RevokeRequest;
import dev.yamabiko.proto.datacollection.v1.DataCollectionServiceGrpc;
import dev.yamabiko.proto.hub.v1.HubServiceGrpc;
import dev.yamabiko.proto.hub.v1.RenewTokenRequest;
import dev.yamabiko.proto.hub.v1.RenewTokenResponse;
import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogServiceGrpc;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.proto.sync.v1.SyncEvent;
import dev.yamabiko.proto.sync.v1.SyncRequest;
import dev.yamabiko.proto.sync.v1.SyncServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.util.concurrent.TimeUnit;

/** Calls of one node that come with tokens, on one connection. Thread-safe. */
public final class TokenCalls implements AutoCloseable {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private static final Metadata.Key<String> NOTICES =
            Metadata.Key.of("hub-token-notices", Metadata.ASCII_STRING_MARSHALLER);

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

    /** Lets the other calls of the connection go on under a token. */
    public RenewTokenResponse renew(String token) {
        return with(HubServiceGrpc.newBlockingStub(channel), token).renewToken(RenewTokenRequest.getDefaultInstance());
    }

    /** Sends entries of an application, and waits until they are kept. */
    public void send(String token, String application, int entries) {
        var call = channel.newCall(DataCollectionServiceGrpc.getCollectLogsMethod(), CallOptions.DEFAULT);
        TokenStream<LogEntry, ?> upload = new TokenStream<>(call, bearer(token));
        for (int i = 0; i < entries; i++) {
            upload.send(LogEntry.newBuilder()
                    .setApplication(application)
                    .setMessage("hello")
                    .build());
        }
        upload.halfClose();
        if (!upload.outcome().ok()) {
            throw new AssertionError(upload.outcome());
        }
    }

    /** Begins to follow an application, behind a position. */
    public TokenStream<LogStreamRequest, LogEntry> follow(String token, String application, Resume position) {
        TokenStream<LogStreamRequest, LogEntry> stream = stream(LogServiceGrpc.getStreamLogsMethod(), token);
        stream.send(LogStreamRequest.newBuilder()
                .setApplication(application)
                .setFollow(true)
                .setResume(position)
                .build());
        stream.halfClose();
        return stream;
    }

    /** Begins a call with collections. */
    public TokenStream<SyncRequest, SyncEvent> sync(String token) {
        return stream(SyncServiceGrpc.getSyncMethod(), token);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private <Q, A> TokenStream<Q, A> stream(MethodDescriptor<Q, A> method, String token) {
        Metadata metadata = bearer(token);
        metadata.put(NOTICES, "true");
        return new TokenStream<>(channel.newCall(method, CallOptions.DEFAULT), metadata);
    }

    private void revoke(String token, RevokeRequest request) {
        var answer = with(AuthServiceGrpc.newBlockingStub(channel), token).revoke(request);
        if (answer.getOffset() == 0) {
            throw new AssertionError("nothing was revoked");
        }
    }

    private static <S extends AbstractStub<S>> S with(S stub, String token) {
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(bearer(token)))
                .withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private static Metadata bearer(String token) {
        Metadata metadata = new Metadata();
        metadata.put(AUTHORIZATION, "Bearer " + token);
        return metadata;
    }
}
