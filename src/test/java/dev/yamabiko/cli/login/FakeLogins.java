package dev.yamabiko.cli.login;

import dev.yamabiko.cli.Answers;
import dev.yamabiko.proto.auth.v1.AuthServiceGrpc;
import dev.yamabiko.proto.auth.v1.LoginRequest;
import dev.yamabiko.proto.auth.v1.LoginResponse;
import dev.yamabiko.proto.auth.v1.RefreshRequest;
import dev.yamabiko.proto.auth.v1.RevokeRequest;
import dev.yamabiko.proto.auth.v1.RevokeResponse;
import dev.yamabiko.proto.hub.v1.HubServiceGrpc;
import dev.yamabiko.proto.hub.v1.ListTopicsRequest;
import dev.yamabiko.proto.hub.v1.ListTopicsResponse;
import dev.yamabiko.proto.user.v1.User;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A hub where anybody logs in with the password "secret", served by grpc-java. Remembers who called. Thread-safe. */
final class FakeLogins implements AutoCloseable {

    private static final Metadata.Key<String> WHO = Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    /** Each as {@code Method authorization}. */
    final Queue<String> calls = new ConcurrentLinkedQueue<>();

    final Queue<String> revoked = new ConcurrentLinkedQueue<>();

    /** For how long the tokens hold that it gives, milliseconds. */
    volatile long lifeMs = 900_000;

    private final AtomicInteger given = new AtomicInteger();
    private final Server server;
    private final String address;

    FakeLogins() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Auth())
                .addService(new Topics())
                .intercept(new Ear())
                .build()
                .start();
        address = "127.0.0.1:" + server.getPort();
    }

    /** Whoever is logged in, is no more. */
    void end() {
        given.incrementAndGet();
    }

    String address() {
        return address;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private LoginResponse tokens() {
        int number = given.incrementAndGet();
        return LoginResponse.newBuilder()
                .setAccessToken("access" + number)
                .setAccessExpiresAt(System.currentTimeMillis() + lifeMs)
                .setRefreshToken("refresh" + number)
                .setLoginExpiresAt(1_800_000_000_000L)
                .setUser(User.newBuilder().setId(1).setEmail("ann@example.com").setRole("admin"))
                .build();
    }

    private final class Auth extends AuthServiceGrpc.AuthServiceImplBase {
        @Override
        public void login(LoginRequest request, StreamObserver<LoginResponse> answer) {
            answer(answer, request.getPassword().equals("secret"));
        }

        /** The newest token alone. */
        @Override
        public void refresh(RefreshRequest request, StreamObserver<LoginResponse> answer) {
            answer(answer, request.getRefreshToken().equals("refresh" + given.get()));
        }

        @Override
        public void revoke(RevokeRequest request, StreamObserver<RevokeResponse> answer) {
            revoked.add(request.getRefreshToken());
            answer.onNext(RevokeResponse.getDefaultInstance());
            answer.onCompleted();
        }

        private void answer(StreamObserver<LoginResponse> answer, boolean right) {
            if (right) {
                answer.onNext(tokens());
                answer.onCompleted();
            } else {
                answer.onError(Answers.error(Status.Code.UNAUTHENTICATED, "login: refused"));
            }
        }
    }

    private static final class Topics extends HubServiceGrpc.HubServiceImplBase {
        @Override
        public void listTopics(ListTopicsRequest request, StreamObserver<ListTopicsResponse> answer) {
            answer.onNext(ListTopicsResponse.getDefaultInstance());
            answer.onCompleted();
        }
    }

    private final class Ear implements ServerInterceptor {
        @Override
        public <Q, S> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
            calls.add(call.getMethodDescriptor().getBareMethodName() + " " + headers.get(WHO));
            return next.startCall(call, headers);
        }
    }
}
