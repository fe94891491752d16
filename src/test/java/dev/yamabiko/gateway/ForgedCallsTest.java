package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import dev.yamabiko.proto.hub.v1.FreshToken;
import dev.yamabiko.support.ForgedTokens;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no token is none on any kind of stream, and nobody learns why. */
@Timeout(120)
class ForgedCallsTest {

    private static final String RENEW = "/hub.v1.HubService/RenewToken";
    private static final byte[] EMPTY = GrpcFrames.frame(0, new byte[0]);
    private static final String REFUSED = "token: not accepted (expected: a valid one)";

    @TempDir
    static Path folder;

    private static ClosedHub hub;

    @BeforeAll
    static void start() throws Exception {
        hub = ClosedHub.start(folder, "  audit: {per-second: 10000}");
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                RawConnection.GET_NODE,
                RawConnection.STREAM_LOGS,
                RawConnection.COLLECT_LOGS,
                RawConnection.SYNC,
                RawConnection.REFLECT,
                RENEW
            })
    void shouldRefuseForgeriesOnEveryKindOfStream(String path) throws Exception {
        // Given
        List<String> wrong = new ArrayList<>();
        int tried = 0;

        // When
        for (ForgedTokens.Forgery forgery : ForgedTokens.of(hub.keys(), System.currentTimeMillis())) {
            if (!canBeAHeader(forgery.token())) {
                continue;
            }
            tried++;
            String end = end(hub.call(path, forgery.token()).send(EMPTY).end());
            if (!end.equals("UNAUTHENTICATED TOKEN_REFUSED " + REFUSED)) {
                wrong.add(forgery + ": " + end);
            }
        }

        // Then
        assertThat(wrong).isEmpty();
        assertThat(tried).isGreaterThan(100);
        assertThat(end(hub.call(RawConnection.GET_NODE, hub.admin()).send(EMPTY).end()))
                .isEqualTo("OK ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                RawConnection.GET_NODE,
                RawConnection.STREAM_LOGS,
                RawConnection.COLLECT_LOGS,
                RawConnection.SYNC,
                RawConnection.REFLECT
            })
    void shouldRefuseATokenThatIsNotWhereItBelongs(String path) throws Exception {
        String token = hub.admin();
        for (List<String> headers : misplaced(token)) {
            RawCall call = hub.connection().call(path, headers.toArray(String[]::new));
            assertThat(end(call.send(EMPTY).end()))
                    .as(headers.toString().replace(token, "TOKEN"))
                    .isEqualTo("UNAUTHENTICATED TOKEN_REFUSED " + REFUSED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {RawConnection.COLLECT_LOGS, RawConnection.SYNC, RawConnection.REFLECT})
    void shouldRefuseForgeriesThatComeAmongRequests(String path) throws Exception {
        // Given
        List<String> wrong = new ArrayList<>();
        List<ForgedTokens.Forgery> forgeries = ForgedTokens.of(hub.keys(), System.currentTimeMillis());

        // When
        for (ForgedTokens.Forgery forgery : forgeries) {
            String end = end(hub.call(path, hub.admin()).send(fresh(forgery.token())));
            if (!end.equals("UNAUTHENTICATED TOKEN_REFUSED " + REFUSED)) {
                wrong.add(forgery + ": " + end);
            }
        }

        // Then
        assertThat(wrong).isEmpty();
        assertThat(forgeries).hasSizeGreaterThan(100);
        assertThat(end(hub.call(path, hub.admin())
                        .send(fresh(hub.admin()))
                        .send(fresh(hub.admin()))
                        .end()))
                .isEqualTo("OK ");
    }

    @Test
    void shouldTakeATokenWhateverTheCaseOfItsScheme() throws Exception {
        for (String scheme : List.of("bearer ", "BEARER ", "Bearer ")) {
            RawCall call = hub.connection().call(RawConnection.GET_NODE, "authorization", scheme + hub.admin());
            assertThat(end(call.send(EMPTY).end())).isEqualTo("OK ");
        }
    }

    @Test
    void shouldWriteDownWhoWasRefusedAndWhyButNoToken() throws Exception {
        String token = hub.token("admin", "logs:read").token();
        hub.call(RawConnection.COLLECT_LOGS, token).end().await();
        hub.connection().call("/hub.v1.HubService/ListTopics").end().await();

        String audit = Files.readString(folder.resolve("data/audit.log"));

        assertThat(audit)
                .contains("refused caller=ann action=" + RawConnection.COLLECT_LOGS + " topic= reason=scope")
                .contains("refused caller=127.0.0.1 action=/hub.v1.HubService/ListTopics topic= reason=no token")
                .doesNotContain(token.substring(token.lastIndexOf('.')));
    }

    private static List<List<String>> misplaced(String token) {
        String bearer = "Bearer " + token;
        return List.of(
                List.of(),
                List.of("authorization", ""),
                List.of("authorization", token),
                List.of("authorization", "Bearer"),
                List.of("authorization", "Bearer "),
                List.of("authorization", "Bearer  " + token),
                List.of("authorization", "Basic " + token),
                List.of("authorization", bearer + ", " + bearer),
                List.of("authorization", bearer, "authorization", bearer),
                List.of("authorization", bearer, "authorization", ""),
                List.of("authorization", "Bearer a.b.c", "authorization", bearer),
                List.of("authorization", "Token " + token),
                List.of("authorization", "Bearer token=" + token),
                List.of("authorization", "Bearer \"" + token + "\""),
                List.of("x-authorization", bearer),
                List.of("proxy-authorization", bearer),
                List.of("authorization-bin", bearer),
                List.of("cookie", "authorization=" + bearer),
                List.of("access_token", token),
                List.of("hub-token", token));
    }

    /** As it goes over the wire, an empty one, too. */
    private static byte[] fresh(String token) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream coded = CodedOutputStream.newInstance(bytes);
        coded.writeString(FreshToken.FRESH_TOKEN_FIELD_NUMBER, token);
        coded.flush();
        return GrpcFrames.frame(0, bytes.toByteArray());
    }

    private static boolean canBeAHeader(String token) {
        return token.length() < 10_000 && token.chars().allMatch(c -> c > ' ' && c < 127);
    }

    private static String end(RawCall call) throws Exception {
        RawCall.End end = call.await();
        return end.text() + " " + java.net.URLDecoder.decode(end.message(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
