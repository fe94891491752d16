package dev.yamabiko.service;

import dev.yamabiko.proto.auth.v1.Revocation;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;
import java.time.Clock;

/** Says to all nodes which tokens are accepted no more: records of a topic that each of them follows. Thread-safe. */
public final class Revocations {

    /** Where they are. */
    public static final Topic TOPIC = new Topic(Topic.AUTH + "revocations");

    private final Appender appender;
    private final Clock clock;

    /** Appends to the journal. */
    public Revocations(Appender appender, Clock clock) {
        this.appender = appender;
        this.clock = clock;
    }

    /** Revokes the token with an id; complete, with the record's offset, when that is durable. */
    public Future<Long> token(String id) {
        return append(Revocation.newBuilder().setTokenId(id));
    }

    /** Revokes what was issued up to a time, to a user, or to everybody: empty. */
    public Future<Long> issued(String userId, long before) {
        return append(Revocation.newBuilder().setUserId(userId).setIssuedBefore(before));
    }

    /** Revokes whatever a user has now. */
    public Future<Long> user(int userId) {
        return issued(Integer.toString(userId), clock.millis());
    }

    private Future<Long> append(Revocation.Builder revocation) {
        long now = clock.millis();
        return appender.append(
                Batch.of(TOPIC, now, revocation.setTimestamp(now).build().toByteArray()));
    }
}
