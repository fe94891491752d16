package dev.yamabiko.gateway;

import static dev.yamabiko.gateway.RawConnection.COLLECT_LOGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.hub.v1.FreshToken;
import dev.yamabiko.support.Answer;
import dev.yamabiko.support.Await;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fresh tokens on a stream whose keys are at an address that takes its time. */
@Timeout(60)
class FreshTokenTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    /** How often keys were asked for. */
    private final AtomicInteger asked = new AtomicInteger();

    private final Vertx vertx = Vertx.vertx();
    private ClosedHub hub;

    @BeforeEach
    void start() throws Exception {
        HttpServer slow = Answer.await(vertx.createHttpServer()
                .requestHandler(request -> {
                    if (asked.incrementAndGet() == 1) {
                        request.response().setStatusCode(500).end();
                    }
                })
                .listen(0, "127.0.0.1"));
        String jwks = "  jwks: {url: 'http://127.0.0.1:%d/', issuer: idp, retry-seconds: 1, timeout-seconds: 60}";
        hub = ClosedHub.start(folder, jwks.formatted(slow.actualPort()));
        Await.passing(Duration.ofMillis(1_100));
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
        Answer.await(vertx.close());
    }

    @Test
    void shouldTakeNoFurtherOneBeforeTheLastWasLookedAt() throws Exception {
        // Given
        RawCall upload = hub.call(COLLECT_LOGS, hub.admin())
                .send(fresh(hub.admin()))
                .send(fresh(hub.token("admin", "*").header("kid", "elsewhere").token()));
        Await.until("the key is asked for", SOON, () -> asked.get() == 2);

        // When
        upload.send(fresh(hub.admin()));

        // Then
        assertThat(upload.await().text()).isEqualTo("UNAUTHENTICATED TOKEN_REFUSED");
    }

    private static byte[] fresh(String token) {
        return GrpcFrames.plain(FreshToken.newBuilder().setFreshToken(token).build());
    }
}
