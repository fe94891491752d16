package dev.yamabiko.service.sync;

import com.google.protobuf.ByteString;
import dev.yamabiko.proto.sync.v1.DoneWrite;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest writes of a collection that are recognised when they are sent again, and where they were done: the oldest
 * leave, in the order of the topic, so it is the same on every node. A layer is as that of {@link KeyTable}. One
 * thread.
 */
final class DoneWrites {

    /** How many are recognised. */
    static final int MOST = 1_024;

    private final @Nullable DoneWrites below;
    private final Map<Write, Long> versions = new LinkedHashMap<>();

    /** None is known. */
    DoneWrites() {
        this(null);
    }

    private DoneWrites(@Nullable DoneWrites below) {
        this.below = below;
    }

    /** Who wrote, and by what request. */
    private record Write(ByteString client, long request) {}

    DoneWrites layer() {
        return new DoneWrites(this);
    }

    /** It is done. */
    void add(ByteString client, long request, long version) {
        versions.put(new Write(client, request), version);
        if (versions.size() > MOST) {
            versions.remove(versions.keySet().iterator().next());
        }
    }

    /** Where it was done; null: nobody knows. */
    @Nullable
    Long version(ByteString client, long request) {
        Long version = versions.get(new Write(client, request));
        return version != null || below == null ? version : below.version(client, request);
    }

    /** All, the oldest first; not of a layer. */
    List<DoneWrite> all() {
        return versions.entrySet().stream()
                .map(done -> DoneWrite.newBuilder()
                        .setClient(done.getKey().client())
                        .setRequestId(done.getKey().request())
                        .setVersion(done.getValue())
                        .build())
                .toList();
    }
}
