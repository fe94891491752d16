package dev.yamabiko.service.sync;

import dev.yamabiko.stream.Topic;

/** Where collections are kept. */
public final class CollectionTopics {

    /** What the topics of all collections begin with. */
    public static final String PREFIX = "collections/";

    /** What the topics of their snapshots begin with. */
    public static final String SNAPSHOTS = "collection-snapshots/";

    /** Longest name of a collection, in bytes of UTF-8. */
    static final int MAX_NAME_BYTES = 128;

    private CollectionTopics() {}

    /** The changes of a collection. */
    static Topic of(String collection) {
        return new Topic(PREFIX + collection);
    }

    /** What a collection was, now and then. */
    static Topic snapshots(String collection) {
        return new Topic(SNAPSHOTS + collection);
    }
}
