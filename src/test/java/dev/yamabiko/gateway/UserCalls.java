package dev.yamabiko.gateway;

import dev.yamabiko.UserParts;
import dev.yamabiko.config.HubConfig;
import dev.yamabiko.proto.auth.v1.AuthServiceGrpc;
import dev.yamabiko.proto.auth.v1.LoginRequest;
import dev.yamabiko.proto.auth.v1.LoginResponse;
import dev.yamabiko.proto.user.v1.CreateUserRequest;
import dev.yamabiko.proto.user.v1.User;
import dev.yamabiko.proto.user.v1.UserServiceGrpc;
import dev.yamabiko.proto.user.v1.UserServiceGrpc.UserServiceBlockingStub;
import dev.yamabiko.support.FileCalls;
import dev.yamabiko.user.Email;
import dev.yamabiko.user.UserDraft;
import dev.yamabiko.user.UserStore;
import io.grpc.ClientInterceptor;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Calls about users with grpc-java, over several connections, with the token of an admin. Thread-safe. */
final class UserCalls implements AutoCloseable {

    private static final int CONNECTIONS = 4;
    private static final String EMAIL = "root@example.com";
    private static final String PASSWORD = "the first password";

    private final List<ManagedChannel> channels;
    private final AtomicInteger turns = new AtomicInteger();
    private final ClientInterceptor token;

    private UserCalls(List<ManagedChannel> channels) {
        this.channels = channels;
        Metadata metadata = new Metadata();
        metadata.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + tokens(EMAIL, PASSWORD).getAccessToken());
        this.token = MetadataUtils.newAttachHeadersInterceptor(metadata);
    }

    /** Adds an admin where {@code hub.yaml} and the data of the hub are, beside it, and logs in. */
    static UserCalls asAdmin(int port, Path folder) {
        HubConfig config = HubConfig.load(folder.resolve("hub.yaml")).with(null, null, folder.resolve("data"));
        try (UserStore store = Objects.requireNonNull(UserParts.store(config, Clock.systemUTC()))) {
            String kept = UserParts.hasher(config.users(), new SecureRandom()).hash(PASSWORD);
            store.create(new UserDraft(Email.of(EMAIL), "root", "", "admin", kept));
        }
        return new UserCalls(IntStream.range(0, CONNECTIONS)
                .mapToObj(i -> Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create())
                        .build())
                .toList());
    }

    /** For one call. */
    UserServiceBlockingStub users() {
        return UserServiceGrpc.newBlockingStub(next()).withInterceptors(token).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    /** Status and reason of a call, or OK. */
    String outcome(Consumer<UserServiceBlockingStub> call) {
        try {
            call.accept(users());
            return "OK";
        } catch (StatusRuntimeException refused) {
            return FileCalls.reason(refused);
        }
    }

    /** Adds a user. */
    User create(CreateUserRequest.Builder draft) {
        return users().createUser(draft.build());
    }

    /** The same, without waiting for it; its status and reason. */
    CompletableFuture<String> createLater(CreateUserRequest.Builder draft) {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        UserServiceGrpc.newStub(next()).withInterceptors(token).createUser(draft.build(), new StreamObserver<>() {
            @Override
            public void onNext(User user) {}

            @Override
            public void onError(Throwable error) {
                outcome.complete(FileCalls.reason(error));
            }

            @Override
            public void onCompleted() {
                outcome.complete("OK");
            }
        });
        return outcome.orTimeout(30, TimeUnit.SECONDS);
    }

    /** Status and reason of a login. */
    String login(String email, String password) {
        try {
            tokens(email, password);
            return "OK";
        } catch (StatusRuntimeException refused) {
            return FileCalls.reason(refused);
        }
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }

    private LoginResponse tokens(String email, String password) {
        return AuthServiceGrpc.newBlockingStub(next())
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .login(LoginRequest.newBuilder()
                        .setEmail(email)
                        .setPassword(password)
                        .build());
    }

    private ManagedChannel next() {
        return channels.get(Math.floorMod(turns.getAndIncrement(), CONNECTIONS));
    }
}
