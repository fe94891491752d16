package dev.yamabiko.gateway.auth;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.auth.v1.Revocation;
import dev.yamabiko.service.Revocations;
import dev.yamabiko.service.TopicReplay;
import dev.yamabiko.stream.Filter;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.Lane;
import dev.yamabiko.stream.ReadRequest;
import dev.yamabiko.stream.Relay;
import dev.yamabiko.stream.ResumePoint;
import dev.yamabiko.stream.Selection;
import dev.yamabiko.stream.Sink;
import dev.yamabiko.stream.StreamLimits;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows {@code auth/revocations}, wherever they are made, as a reader in this process. Started when it knows all that
 * are kept: no call is let in before. Used on its own event loop.
 */
public final class RevocationFeed extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(RevocationFeed.class);
    private static final long AGAIN_MS = 500;

    private final Journal journal;
    private final Relay relay;
    private final StreamLimits limits;
    private final Gauges gauges;
    private final RevokedTokens revoked;
    private @Nullable Lane lane;
    private boolean stopped;

    /** Tells {@code revoked} what there is and what comes. */
    public RevocationFeed(Journal journal, Relay relay, StreamLimits limits, Gauges gauges, RevokedTokens revoked) {
        this.journal = journal;
        this.relay = relay;
        this.limits = limits;
        this.gauges = gauges;
        this.revoked = revoked;
    }

    @Override
    public Future<?> start() {
        Lane reads = new Lane(vertx, journal, relay, limits, gauges);
        lane = reads;
        return journal.extent(Revocations.TOPIC)
                .compose(extent -> replay().read(1, extent.last()).map(extent.last()))
                .onSuccess(last -> follow(reads, last));
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        Lane reads = lane;
        return reads == null ? Future.succeededFuture() : reads.drain().onComplete(done -> reads.close());
    }

    private TopicReplay<Revocation> replay() {
        return new TopicReplay<>(
                journal, Revocations.TOPIC, Revocation.parser(), (revocation, offset) -> take(revocation));
    }

    private void follow(Lane reads, long after) {
        ResumePoint point = new ResumePoint("", after == 0 ? Map.of() : Map.of(Revocations.TOPIC, after), true);
        Selection topic = new Selection.Topics(Set.of(Revocations.TOPIC));
        reads.subscribe(new ReadRequest(topic, Filter.ALL, 0, true, 0, point), new Ear(reads));
    }

    private void take(Revocation revocation) {
        revoked.add(
                revocation.getTokenId(),
                revocation.getUserId(),
                revocation.getIssuedBefore(),
                revocation.getTimestamp());
    }

    /** Takes what the subscription reads; whatever ends it, it begins again, and what it knows stays. */
    private final class Ear implements Sink {
        private final Lane reads;
        private Runnable onClose = () -> {};

        Ear(Lane reads) {
            this.reads = reads;
        }

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public void write(Frames frames) {
            byte[] bytes = frames.array();
            frames.forEach((offset, start, end) -> heard(bytes, start, end));
        }

        @Override
        public void onWritable(Runnable action) {
            // it always is
        }

        @Override
        public void onClose(Runnable action) {
            onClose = action;
        }

        @Override
        public void end() {
            fail(new IllegalStateException("ended"));
        }

        @Override
        public void fail(Throwable error) {
            onClose.run();
            if (!stopped) {
                LOG.warn("revocations are read again error={}", error.getMessage());
                vertx.setTimer(AGAIN_MS, id -> again());
            }
        }

        private void again() {
            if (!stopped) {
                follow(reads, 0);
            }
        }

        private void heard(byte[] bytes, int start, int end) {
            try {
                take(Revocation.parser().parseFrom(bytes, start, end - start));
            } catch (InvalidProtocolBufferException error) {
                LOG.error("a revocation cannot be read error={}", error.getMessage());
            }
        }
    }
}
