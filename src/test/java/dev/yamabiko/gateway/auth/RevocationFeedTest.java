package dev.yamabiko.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.config.AuthConfig;
import dev.yamabiko.service.Revocations;
import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.StreamLimits;
import dev.yamabiko.support.Answer;
import dev.yamabiko.support.Await;
import dev.yamabiko.token.Identity;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RevocationFeedTest {

    private final Vertx vertx = Vertx.vertx();
    private final Clock clock = Clock.systemUTC();
    private final Gauges gauges = new Gauges();
    private final MemoryJournal journal =
            new MemoryJournal(vertx, new JournalBounds(1 << 20, 0, 100), clock, new Random(1));
    private final LocalRelay relay = new LocalRelay(vertx);
    private final Revocations revocations =
            new Revocations(new Appender(vertx, journal, relay, StreamLimits.DEFAULT, gauges), clock);
    private final RevokedTokens revoked = new RevokedTokens(AuthConfig.DEFAULT);

    @AfterEach
    void stop() {
        Answer.await(vertx.close());
    }

    @Test
    void shouldKnowWhatWasRevokedBeforeItHasStarted() {
        for (int i = 0; i < 1_000; i++) {
            Answer.await(revocations.token("t-" + i));
        }

        start();

        assertThat(revoked.holds(token("t-0", "7"))).isTrue();
        assertThat(revoked.holds(token("t-999", "7"))).isTrue();
        assertThat(revoked.holds(token("t-1000", "7"))).isFalse();
    }

    @Test
    void shouldHearAtOnceWhatIsRevokedThen() {
        start();

        Answer.await(revocations.token("t-1"));
        Answer.await(revocations.user(7));

        Await.until(
                "the revocations",
                Duration.ofSeconds(2),
                () -> revoked.holds(token("t-1", "8")) && revoked.holds(token("t-2", "7")));
        assertThat(revoked.holds(token("t-2", "8"))).isFalse();
    }

    private void start() {
        Answer.await(vertx.deployVerticle(new RevocationFeed(journal, relay, StreamLimits.DEFAULT, gauges, revoked)));
    }

    private Identity token(String id, String user) {
        long issued = clock.millis() - 1_000;
        return new Identity(user, "", "user", Set.of(), id, issued, issued + 60_000);
    }
}
