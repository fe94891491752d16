package dev.yamabiko.cluster.journal;

import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The numbers under which members send each other what this package is made of; never given twice. Stateless. */
final class Types implements DataSerializableFactory {

    static final int FACTORY = 8_080;

    static final int HEAD = 1;
    static final int APPEND = 2;
    static final int APPEND_BACKUP = 3;
    static final int REPLY = 4;
    static final int LOOK = 5;
    static final int SEEN = 6;
    static final int NEXT_SEGMENTS = 7;
    static final int SEGMENT = 8;
    static final int SEGMENT_KEY = 9;
    static final int SEAL = 10;
    static final int EXPIRED = 11;
    static final int TRIM = 12;
    static final int FORGET_KEYS = 13;
    static final int RENEW = 14;
    static final int PING = 15;
    static final int FAREWELL = 16;
    static final int WEIGH = 17;
    static final int CUT = 18;
    static final int WEIGHT = 19;

    private static final Map<Integer, Supplier<IdentifiedDataSerializable>> TYPES = Map.ofEntries(
            Map.entry(HEAD, Head::new),
            Map.entry(APPEND, Append::new),
            Map.entry(APPEND_BACKUP, AppendBackup::new),
            Map.entry(REPLY, Reply::new),
            Map.entry(LOOK, Look::new),
            Map.entry(SEEN, Seen::new),
            Map.entry(NEXT_SEGMENTS, NextSegments::new),
            Map.entry(SEGMENT, Segment::new),
            Map.entry(SEGMENT_KEY, SegmentKey::new),
            Map.entry(SEAL, Seal::new),
            Map.entry(EXPIRED, Expired::new),
            Map.entry(TRIM, Trim::new),
            Map.entry(FORGET_KEYS, ForgetKeys::new),
            Map.entry(RENEW, Renew::new),
            Map.entry(PING, Ping::new),
            Map.entry(FAREWELL, Farewell::new),
            Map.entry(WEIGH, Weigh::new),
            Map.entry(CUT, Cut::new),
            Map.entry(WEIGHT, Weight::new));

    @Override
    public @Nullable IdentifiedDataSerializable create(int type) {
        Supplier<IdentifiedDataSerializable> constructor = TYPES.get(type);
        return constructor == null ? null : constructor.get();
    }
}
