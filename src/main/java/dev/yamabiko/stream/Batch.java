package dev.yamabiko.stream;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records on their way into one topic: encoded once, offsets still open. Built and handed over by one thread; after
 * {@link #stamp} it must not be used.
 */
public final class Batch {

    private static final int INITIAL_BYTES = 512;

    /** Of a batch that may follow any record. */
    public static final long ANYWHERE = -1;

    private final Topic topic;
    private byte[] bytes = new byte[INITIAL_BYTES];
    private int length;
    private int count;
    private long minTime = Long.MAX_VALUE;
    private long maxTime = Long.MIN_VALUE;
    private @Nullable IdempotencyKey key;
    private long follows = ANYWHERE;

    /** An empty batch for a topic. */
    public Batch(Topic topic) {
        this.topic = topic;
    }

    /** A batch of one record: its time in milliseconds since the epoch, and its protobuf. */
    public static Batch of(Topic topic, long time, byte[] payload) {
        Batch batch = new Batch(topic);
        batch.add(time, payload, 0, payload.length, new byte[0], 0);
        return batch;
    }

    /**
     * A batch whose records were encoded elsewhere. Takes over the bytes.
     *
     * @param info how many records they are, and of which times
     */
    public static Batch of(Topic topic, BlockInfo info, byte[] encoded) {
        Batch batch = new Batch(topic);
        batch.bytes = encoded;
        batch.length = encoded.length;
        batch.count = info.count();
        batch.minTime = info.minTime();
        batch.maxTime = info.maxTime();
        return batch;
    }

    /**
     * Adds a record: the payload, then what the hub appends to it, then room for the offset.
     *
     * @param time milliseconds since the epoch
     */
    public void add(long time, byte[] payload, int from, int to, byte[] appended, int appendedBytes) {
        int body = to - from + appendedBytes + Frames.OFFSET_BYTES;
        ensureRoom(Frames.HEADER_BYTES + body);
        Frames.putHeader(bytes, length, body);
        int at = length + Frames.HEADER_BYTES;
        System.arraycopy(payload, from, bytes, at, to - from);
        at += to - from;
        System.arraycopy(appended, 0, bytes, at, appendedBytes);
        at += appendedBytes;
        bytes[at] = Frames.OFFSET_TAG;
        length = at + Frames.OFFSET_BYTES;
        count++;
        minTime = Math.min(minTime, time);
        maxTime = Math.max(maxTime, time);
    }

    /** The topic the records go to. */
    public Topic topic() {
        return topic;
    }

    /** Records in it. */
    public int count() {
        return count;
    }

    /** Encoded size in bytes. */
    public int length() {
        return length;
    }

    /** Lets each record be kept once, however often it is sent under this key. */
    public Batch keyed(IdempotencyKey key) {
        this.key = key;
        return this;
    }

    /** What its records are recognised by; null: nothing. */
    public @Nullable IdempotencyKey key() {
        return key;
    }

    /**
     * Lets it be kept only if the newest record of the topic has this offset, 0: if there is none. Otherwise it is
     * refused with {@link StreamError.Conflict}, unless its key says that it is kept already.
     */
    public Batch following(long last) {
        if (last < 0) {
            throw new IllegalArgumentException("batch: follows " + last + " (expected: 0 or more)");
        }
        this.follows = last;
        return this;
    }

    /** Offset of the record that it must follow; {@link #ANYWHERE}: any. */
    public long follows() {
        return follows;
    }

    /** Why it cannot be kept where the newest record of the topic has this offset; null: it can. */
    public @Nullable StreamError conflict(long last) {
        return follows == ANYWHERE || follows == last ? null : new StreamError.Conflict(topic, follows);
    }

    /** True if it may share a block with others: nothing is asked of it alone. */
    boolean joinable() {
        return key == null && follows == ANYWHERE;
    }

    /** The same without its first records. */
    public Batch after(int records) {
        int from = 0;
        for (int i = 0; i < records; i++) {
            from = Frames.frameEnd(bytes, from);
        }
        Batch rest = new Batch(topic);
        rest.bytes = Arrays.copyOfRange(bytes, from, length);
        rest.length = length - from;
        rest.count = count - records;
        rest.minTime = minTime;
        rest.maxTime = maxTime;
        rest.follows = follows;
        rest.key = key == null ? null : new IdempotencyKey(key.value(), key.before() + records);
        return rest;
    }

    /** All its encoded records; not to be changed. Their offsets are open. */
    public Frames frames() {
        return Frames.of(bytes, 0, length);
    }

    /** Smallest record time, milliseconds since the epoch. */
    public long minTime() {
        return minTime;
    }

    /** Largest record time, milliseconds since the epoch. */
    public long maxTime() {
        return maxTime;
    }

    /** All of several batches for the same topic, in order. */
    static Batch join(List<Batch> batches) {
        if (batches.size() == 1) {
            return batches.get(0);
        }
        Batch whole = new Batch(batches.get(0).topic);
        whole.bytes = new byte[batches.stream().mapToInt(Batch::length).sum()];
        for (Batch part : batches) {
            System.arraycopy(part.bytes, 0, whole.bytes, whole.length, part.length);
            whole.length += part.length;
            whole.count += part.count;
            whole.minTime = Math.min(whole.minTime, part.minTime);
            whole.maxTime = Math.max(whole.maxTime, part.maxTime);
        }
        return whole;
    }

    /**
     * Gives the records their offsets. A journal that could not keep the block may stamp the same batch again.
     *
     * @param first offset of the first record
     * @param appendedAt now, milliseconds since the epoch
     */
    public Block stamp(long first, long appendedAt) {
        byte[] exact = bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
        Frames frames = Frames.of(exact, 0, length);
        frames.stamp(first);
        return new Block(topic, new BlockInfo(first, count, length, minTime, maxTime, appendedAt), frames);
    }

    private void ensureRoom(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
