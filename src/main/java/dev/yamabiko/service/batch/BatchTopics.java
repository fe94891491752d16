package dev.yamabiko.service.batch;

import dev.yamabiko.stream.Topic;

/** Where it is kept what is done of which batch. */
public final class BatchTopics {

    /** What their names begin with. */
    public static final String PREFIX = "batches/";

    private static final int SHARDS = 16;

    private BatchTopics() {}

    /** The topic for a batch with this key: one of {@value #SHARDS}, so that topics do not become more and more. */
    static Topic of(String key) {
        return new Topic(PREFIX + Integer.toHexString(Math.floorMod(key.hashCode(), SHARDS)));
    }
}
