package dev.yamabiko.cluster.journal;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Expiry;
import dev.yamabiko.stream.StreamError.JournalUnavailable;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.stream.TopicPolicy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Removes from topics what their policies say: the head decides, a segment is fetched only to cut it. Thread-safe. */
final class Trimmer {

    private final Vertx vertx;
    private final IMap<String, Head> all;
    private final IMap<SegmentKey, Segment> segments;
    private final Slices slices;
    private final Heads heads;
    private final Reader reader;
    private final Clock clock;

    Trimmer(Vertx vertx, HazelcastInstance instance, Heads heads, Reader reader, Clock clock) {
        this.vertx = vertx;
        this.all = JournalMaps.heads(instance);
        this.segments = JournalMaps.segments(instance);
        this.slices = new Slices(instance);
        this.heads = heads;
        this.reader = reader;
        this.clock = clock;
    }

    /** Removes the oldest blocks; how many. */
    Future<Integer> trim(Topic topic, TopicPolicy policy) {
        long now = clock.millis();
        return heads.run(topic, new Expired(policy, now)).compose(cut -> {
            SegmentInfo partial = cut.partial();
            if (partial == null) {
                return remove(topic, cut, cut.to(), null);
            }
            return reader.kept(topic, cut.incarnation(), partial).compose(blocks -> {
                int expired = new Expiry(policy, now, cut.last())
                        .count(blocks.stream().map(Block::info).toList(), cut.keptBytes());
                if (expired == 0 || expired == blocks.size()) {
                    return remove(topic, cut, cut.to(), null);
                }
                SegmentInfo rest = partial.keeping(blocks.subList(expired, blocks.size()));
                return remove(topic, cut, rest.kept().first() - 1, rest);
            });
        });
    }

    /** Forgets keys of the topics that this member owns; how many. */
    Future<Integer> forgetKeys(long before, int newest) {
        return vertx.executeBlocking(() -> forgetOwnKeys(before, newest), false)
                .recover(
                        error -> Future.failedFuture(new JournalUnavailable("journal: keys are not forgotten", error)));
    }

    private int forgetOwnKeys(long before, int newest) {
        ForgetKeys task = new ForgetKeys(before, newest);
        return slices.of(all.localKeySet()).stream()
                .flatMap(slice -> all.<Integer>executeOnKeys(slice, task).values().stream())
                .mapToInt(Integer::intValue)
                .sum();
    }

    private Future<Integer> remove(Topic topic, Cut cut, long to, @Nullable SegmentInfo rest) {
        if (to == 0) {
            return Future.succeededFuture(0);
        }
        return heads.run(topic, new Trim(cut.incarnation(), to, rest))
                .onSuccess(removed -> cut.gone()
                        .forEach(gone -> segments.removeAsync(new SegmentKey(topic.name(), cut.incarnation(), gone))));
    }
}
