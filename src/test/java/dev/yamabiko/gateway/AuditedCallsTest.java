package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import dev.yamabiko.proto.auth.v1.LoginRequest;
import dev.yamabiko.proto.auth.v1.LoginResponse;
import dev.yamabiko.proto.auth.v1.RevokeRequest;
import dev.yamabiko.proto.hub.v1.FreshToken;
import dev.yamabiko.proto.hub.v1.RenewTokenRequest;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.proto.user.v1.CreateUserRequest;
import dev.yamabiko.proto.user.v1.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code audit.log} says of calls that change who may do what. */
@Timeout(60)
class AuditedCallsTest {

    private static final String REVOKE = "/auth.v1.AuthService/Revoke";
    private static final String CREATE = "/user.v1.UserService/CreateUser";
    private static final String RENEW = "/hub.v1.HubService/RenewToken";

    @TempDir
    static Path folder;

    private static ClosedHub hub;

    @BeforeAll
    static void start() throws Exception {
        hub = ClosedHub.start(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    @Test
    void shouldWriteDownEachUserThatIsAdded() throws Exception {
        int one = added("one@example.com");
        int two = added("two@example.com");

        assertThat(audit().lines().filter(line -> line.contains("rpc=" + CREATE)))
                .filteredOn(line -> line.contains("action=WRITE topic=users "))
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(audit())
                .contains("allowed caller=ann action=CREATE topic=users/" + one + " ")
                .contains("allowed caller=ann action=CREATE topic=users/" + two + " ");
    }

    @Test
    void shouldWriteDownALogout() throws Exception {
        added("eve@example.com");
        LoginRequest login = LoginRequest.newBuilder()
                .setEmail("eve@example.com")
                .setPassword("correct horse")
                .build();
        LoginResponse in = LoginResponse.parseFrom(
                send(hub.connection().call("/auth.v1.AuthService/Login"), login).message());

        RawCall out = hub.connection().call(REVOKE);
        send(
                out,
                RevokeRequest.newBuilder().setRefreshToken(in.getRefreshToken()).build());

        assertThat(out.await().text()).isEqualTo("OK");
        assertThat(audit())
                .containsPattern("allowed caller=127.0.0.1 action=LOGOUT topic= .*rpc=" + REVOKE)
                .doesNotContain(in.getRefreshToken());
    }

    @Test
    void shouldWriteDownThatStreamsEndWithWhatIsRevoked() throws Exception {
        RawCall stream = hub.call(
                RawConnection.STREAM_LOGS,
                hub.token("admin", "*").claim("user_id", "bob").token());
        send(stream, LogStreamRequest.newBuilder().setFollow(true).build());
        stream.head();

        RawCall revoke = send(
                hub.call(REVOKE, hub.admin()),
                RevokeRequest.newBuilder().setUserId("bob").build());

        assertThat(revoke.await().text()).isEqualTo("OK");
        assertThat(stream.await().text()).startsWith("UNAUTHENTICATED");
        assertThat(audit())
                .containsPattern("allowed caller=ann action=WRITE topic=users/bob .*rpc=" + REVOKE)
                .contains("refused caller=bob action=" + RawConnection.STREAM_LOGS + " topic= reason=revoked");
    }

    @Test
    void shouldWriteDownFreshTokens() throws Exception {
        RawCall renewal = send(hub.call(RENEW, hub.admin()), RenewTokenRequest.getDefaultInstance());
        RawCall upload = hub.call(
                        RawConnection.COLLECT_LOGS,
                        hub.token("admin", "*").claim("user_id", "joe").token())
                .send(GrpcFrames.plain(
                        FreshToken.newBuilder().setFreshToken(hub.admin()).build()));

        assertThat(renewal.await().text()).isEqualTo("OK");
        assertThat(upload.await().text()).isEqualTo("UNAUTHENTICATED TOKEN_REFUSED");
        assertThat(audit())
                .containsPattern("allowed caller=ann action=RENEW topic= .*rpc=" + RENEW)
                .contains("refused caller=joe action=" + RawConnection.COLLECT_LOGS + " topic= reason=another user's");
    }

    private static int added(String email) throws Exception {
        RawCall call = send(
                hub.call(CREATE, hub.admin()),
                CreateUserRequest.newBuilder()
                        .setEmail(email)
                        .setName("somebody")
                        .setRole("user")
                        .setPassword("correct horse")
                        .build());
        return User.parseFrom(call.message()).getId();
    }

    private static RawCall send(RawCall call, MessageLite request) throws Exception {
        return call.send(GrpcFrames.plain(request)).end();
    }

    private static String audit() throws IOException {
        return Files.readString(folder.resolve("data/audit.log"));
    }
}
