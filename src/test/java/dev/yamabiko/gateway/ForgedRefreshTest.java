package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import dev.yamabiko.proto.auth.v1.LoginRequest;
import dev.yamabiko.proto.auth.v1.LoginResponse;
import dev.yamabiko.proto.auth.v1.RefreshRequest;
import dev.yamabiko.proto.user.v1.CreateUserRequest;
import dev.yamabiko.support.ForgedTokens;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is no refresh token begins no login and ends none, and nobody learns why. */
@Timeout(120)
class ForgedRefreshTest {

    private static final String LOGIN = "/auth.v1.AuthService/Login";
    private static final String REFRESH = "/auth.v1.AuthService/Refresh";
    private static final String CREATE_USER = "/user.v1.UserService/CreateUser";
    private static final String EMAIL = "bob@example.org";
    private static final String PASSWORD = "correct horse";
    private static final String REFUSED = "UNAUTHENTICATED LOGIN_REFUSED login: refused"
            + " (expected: the email and password of a user, or the newest refresh token)";

    @TempDir
    static Path folder;

    private static ClosedHub hub;

    @BeforeAll
    static void start() throws Exception {
        hub = ClosedHub.start(folder, "users: {attempts: {address: 10000}}");
        hub.call(CREATE_USER, hub.admin())
                .send(GrpcFrames.plain(CreateUserRequest.newBuilder()
                        .setEmail(EMAIL)
                        .setName("bob")
                        .setPassword(PASSWORD)
                        .build()))
                .end()
                .message();
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    @Test
    void shouldRefuseForgeriesAndTokensForCalls() throws Exception {
        // Given
        List<String> wrong = new ArrayList<>();
        List<ForgedTokens.Forgery> forgeries = ForgedTokens.of(hub.keys(), System.currentTimeMillis());

        // When
        for (ForgedTokens.Forgery forgery : forgeries) {
            String end = refresh(forgery.token());
            if (!end.equals(REFUSED)) {
                wrong.add(forgery + ": " + end);
            }
        }

        // Then
        assertThat(wrong).isEmpty();
        assertThat(forgeries).hasSizeGreaterThan(100);
        assertThat(refresh(hub.admin())).isEqualTo(REFUSED);
        assertThat(refresh(login().getAccessToken())).isEqualTo(REFUSED);
    }

    @Test
    void shouldRefuseWhatOnlyLooksLikeARefreshTokenAndLeaveTheLoginAlone() throws Exception {
        String token = login().getRefreshToken();
        List<String> twisted = List.of(
                token.substring(3),
                token.substring(0, token.length() - 1),
                token + "A",
                token + "=",
                token + " ",
                " " + token,
                token + "\n",
                token + "\u0000",
                token.toUpperCase(Locale.ROOT),
                "YR_" + token.substring(3),
                "Bearer " + token,
                token + "," + token,
                "yr_" + "A".repeat(64),
                "yr_" + token.substring(4) + "A");

        for (String each : twisted) {
            assertThat(refresh(each)).as("a twist of a token").isEqualTo(REFUSED);
        }

        assertThat(refresh(token)).isEqualTo("OK ");
    }

    @Test
    void shouldNotTakeARefreshTokenForACall() throws Exception {
        RawCall call = hub.call(RawConnection.GET_NODE, login().getRefreshToken())
                .send(GrpcFrames.frame(0, new byte[0]))
                .end();

        assertThat(call.await().text()).isEqualTo("UNAUTHENTICATED TOKEN_REFUSED");
    }

    @Test
    void shouldWriteDownWhoLoggedInAndWhoDidNotButNoEmailAndNoSecret() throws Exception {
        LoginResponse login = login();
        String user = "users/" + login.getUser().getId();
        refresh(login.getRefreshToken());
        refresh(login.getRefreshToken());
        refresh("x");
        call(LOGIN, credentials(EMAIL, "wrong horse")).await();
        call(LOGIN, credentials("nobody@example.org", PASSWORD)).await();

        String audit = Files.readString(folder.resolve("data/audit.log"));

        assertThat(audit)
                .contains("allowed caller=127.0.0.1 action=LOGIN topic=" + user + " reason= ")
                .contains("allowed caller=127.0.0.1 action=REFRESH topic=" + user + " reason= ")
                .contains("refused caller=127.0.0.1 action=LOGIN topic=" + user + " reason=password ")
                .contains("refused caller=127.0.0.1 action=LOGIN topic= reason=no such user ")
                .contains("refused caller=127.0.0.1 action=REFRESH topic=" + user + " reason=old refresh token ")
                .contains("refused caller=127.0.0.1 action=REFRESH topic= reason=no refresh token ")
                .doesNotContain("example.org", "horse", "yr_");
    }

    private static LoginResponse login() throws Exception {
        return LoginResponse.parseFrom(call(LOGIN, credentials(EMAIL, PASSWORD)).message());
    }

    private static LoginRequest credentials(String email, String password) {
        return LoginRequest.newBuilder().setEmail(email).setPassword(password).build();
    }

    private static String refresh(String token) throws Exception {
        RawCall.End end = call(
                        REFRESH,
                        RefreshRequest.newBuilder().setRefreshToken(token).build())
                .await();
        return end.text() + " " + URLDecoder.decode(end.message(), StandardCharsets.UTF_8);
    }

    private static RawCall call(String path, MessageLite request) throws Exception {
        return hub.connection().call(path).send(GrpcFrames.plain(request)).end();
    }
}
