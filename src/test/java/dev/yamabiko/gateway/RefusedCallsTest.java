package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls that are refused for what they are count as others do: of a flood of them, few are looked at. */
@Timeout(60)
class RefusedCallsTest {

    private static final int CALLS = 200;
    private static final byte[] EMPTY = GrpcFrames.frame(0, new byte[0]);
    private static final String LIMITED = "RESOURCE_EXHAUSTED LIMIT_REACHED";

    @TempDir
    Path folder;

    private ClosedHub hub;

    @BeforeEach
    void start() throws Exception {
        hub = ClosedHub.start(folder, "limits: {address: {calls-per-second: 10}}");
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/hub.v1.HubService/GetNode, hub:read, x, UNAUTHENTICATED TOKEN_REFUSED",
        "/hub.v1.HubService/GetNode, logs:read, '', PERMISSION_DENIED DENIED",
        "/hub.v1.HubService/NoSuch, hub:read, '', UNIMPLEMENTED METHOD_UNKNOWN"
    })
    void shouldCountCallsThatAreRefused(String path, String scope, String twist, String refused) throws Exception {
        // When
        String token = hub.token("admin", scope).token() + twist;
        long begun = System.nanoTime();
        List<RawCall> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            calls.add(hub.call(path, token).send(EMPTY).end());
        }
        List<String> ends = new ArrayList<>();
        for (RawCall call : calls) {
            ends.add(call.await().text());
        }
        long seconds = 1 + Duration.ofNanos(System.nanoTime() - begun).toSeconds();

        // Then
        assertThat(ends).containsOnly(refused, LIMITED);
        assertThat(ends.stream().filter(refused::equals).count()).isBetween(5L, 5 + 10 * seconds);
    }
}
