package dev.yamabiko.cluster.journal;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.IdempotencyKey;
import dev.yamabiko.stream.Topic;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A batch on its way to the member that owns its topic. Immutable. */
final class Parcel {

    private final BlockInfo info;
    private final @Nullable IdempotencyKey key;
    private final long follows;
    private final byte[] bytes;

    private Parcel(BlockInfo info, @Nullable IdempotencyKey key, long follows, byte[] bytes) {
        this.info = info;
        this.key = key;
        this.follows = follows;
        this.bytes = bytes;
    }

    /** Copies the records: where this member is the owner, they are kept as they are. */
    static Parcel of(Batch batch, long now) {
        byte[] bytes = Arrays.copyOf(batch.frames().array(), batch.length());
        BlockInfo info = new BlockInfo(0, batch.count(), bytes.length, batch.minTime(), batch.maxTime(), now);
        return new Parcel(info, batch.key(), batch.follows(), bytes);
    }

    /** The batch, as it was; can be stamped once. */
    Batch batch(Topic topic) {
        Batch batch = Batch.of(topic, info, bytes);
        if (follows != Batch.ANYWHERE) {
            batch.following(follows);
        }
        return key == null ? batch : batch.keyed(key);
    }

    @Nullable
    IdempotencyKey key() {
        return key;
    }

    /** Offset of the record that it must follow. */
    long follows() {
        return follows;
    }

    long appendedAt() {
        return info.appendedAt();
    }

    void write(ObjectDataOutput out) throws IOException {
        Wire.writeInfo(out, info);
        out.writeString(key == null ? null : key.value());
        out.writeLong(key == null ? 0 : key.before());
        out.writeLong(follows);
        out.writeByteArray(bytes);
    }

    static Parcel read(ObjectDataInput in) throws IOException {
        BlockInfo info = Wire.readInfo(in);
        String key = in.readString();
        long before = in.readLong();
        long follows = in.readLong();
        return new Parcel(info, key == null ? null : new IdempotencyKey(key, before), follows, Wire.bytes(in));
    }
}
