package dev.yamabiko.stream.latest;

import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Relay;
import dev.yamabiko.stream.Topic;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The values of a latest topic that this node knows best. Publishes those that have changed, if anybody reads them, and
 * all of them when another node begins to read, and again every so often: what the relay lost is made good then, and
 * values that are not refreshed expire. Whoever puts values bounds their number. Used by one thread at a time.
 */
public final class LatestSource {

    /** How often all values are published again, if nothing else is said, and at least. */
    static final long REFRESH_MS = 10_000;

    /** Versions are milliseconds, with room for so many values in each of them. */
    private static final int VERSION_SHIFT = 10;

    private final Relay relay;
    private final Topic topic;
    private final Clock clock;
    private final long refreshMs;
    private final Map<String, LatestValue> values = new LinkedHashMap<>();
    private final Map<String, LatestValue> changed = new LinkedHashMap<>();
    private Set<String> readers = Set.of();
    private long refreshedAt;
    private long version;

    /** Of a {@link Topic#isLatest latest} topic; refreshes every {@value #REFRESH_MS} ms. */
    public LatestSource(Relay relay, Topic topic, Clock clock) {
        this(relay, topic, clock, REFRESH_MS);
    }

    /**
     * The same, for values that are missed sooner.
     *
     * @param refreshMs how often all values are published again, at most {@value #REFRESH_MS} ms
     */
    public LatestSource(Relay relay, Topic topic, Clock clock, long refreshMs) {
        if (!topic.isLatest()) {
            throw new IllegalArgumentException("topic: " + topic + " (expected: " + Topic.LATEST + "...)");
        }
        this.relay = relay;
        this.topic = topic;
        this.clock = clock;
        this.refreshMs = Math.min(refreshMs, REFRESH_MS);
    }

    /** True if somebody reads the topic, on whatever node: else nothing need be put that is not kept anyway. */
    public boolean isRead() {
        return !relay.readers(topic).isEmpty();
    }

    /** Sets the value of a key: an encoded message. */
    public void put(String key, byte[] message) {
        version = Math.max(version + 1, clock.millis() << VERSION_SHIFT);
        LatestValue value = new LatestValue(key, version, Frames.ofMessage(message));
        values.put(key, value);
        changed.put(key, value);
    }

    /** Forgets a key: its value is published no more, and expires. */
    public void remove(String key) {
        values.remove(key);
        changed.remove(key);
    }

    /** Publishes what there is to publish. */
    public void flush() {
        Set<String> now = relay.readers(topic);
        if (!now.isEmpty()) {
            boolean all = !readers.containsAll(now) || clock.millis() - refreshedAt >= refreshMs;
            publish(all ? values.values() : changed.values());
            refreshedAt = all ? clock.millis() : refreshedAt;
        }
        readers = now;
        changed.clear();
    }

    private void publish(Collection<LatestValue> some) {
        ValueBlock.encode(topic, some, clock.millis(), relay::publish);
    }
}
