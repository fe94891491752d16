package dev.yamabiko.service.file;

import static dev.yamabiko.support.Answer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.service.Caller;
import dev.yamabiko.token.Identity;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
@Timeout(20)
class ThrottleTest {

    @Test
    void shouldCountWhatAUserSendsUnderAnyToken(Vertx vertx) {
        // Given: a debt of a quarter of an hour
        Throttle throttle = new Throttle(vertx, 1_024, 0);
        await(throttle.leave(user("ann", "t1"), 1 << 20));

        // When
        Context loop = vertx.getOrCreateContext();
        Promise<List<Future<Void>>> asked = Promise.promise();
        loop.runOnContext(v -> asked.complete(
                List.of(throttle.leave(user("ann", "t2"), 1_024), throttle.leave(user("bob", "t3"), 1_024))));
        Future<Void> again = await(asked.future()).get(0);
        Future<Void> other = await(asked.future()).get(1);

        // Then
        await(other);
        assertThat(again.isComplete()).isFalse();
    }

    private static Caller user(String id, String token) {
        return new Caller(id, new Identity(id, "", "user", Set.of(), token, 0, 1));
    }
}
