package dev.yamabiko.gateway;

import dev.yamabiko.support.Answer;
import dev.yamabiko.support.TestKeys;
import dev.yamabiko.support.TokenDraft;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** A hub that asks for tokens, and one connection to it. For one thread. */
final class ClosedHub implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final TestKeys keys;
    private final RunningHub hub;
    private final RawConnection connection;

    private ClosedHub(TestKeys keys, RunningHub hub) throws Exception {
        this.keys = keys;
        this.hub = hub;
        this.connection = RawConnection.open(vertx, hub.port());
    }

    /** {@code more}: further lines of {@code auth}, two blanks in front. */
    static ClosedHub start(Path folder, String... more) throws Exception {
        TestKeys keys = TestKeys.in(folder.resolve("keys"));
        return new ClosedHub(keys, RunningHub.inMemory(folder, keys.yaml() + String.join("\n", more)));
    }

    RunningHub hub() {
        return hub;
    }

    TestKeys keys() {
        return keys;
    }

    RawConnection connection() {
        return connection;
    }

    /** A true token of {@code ann} in a role, for some scopes, as of now. */
    TokenDraft token(String role, String... scopes) {
        return new TokenDraft(keys, "hs", System.currentTimeMillis())
                .claim("role", role)
                .claim("scopes", new JsonArray(List.of(scopes)));
    }

    /** One that may do everything. */
    String admin() {
        return token("admin", "*").token();
    }

    /** Begins a call with a token. */
    RawCall call(String path, String token, String... headers) throws Exception {
        String[] all = new String[headers.length + 2];
        all[0] = "authorization";
        all[1] = "Bearer " + token;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return connection.call(path, all);
    }

    @Override
    public void close() throws IOException, TimeoutException {
        hub.close();
        Answer.await(vertx.close());
    }
}
