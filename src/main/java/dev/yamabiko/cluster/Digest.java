package dev.yamabiko.cluster;

/**
 * A set of interests in a few bytes, so that two nodes can tell whether they mean the same. Immutable.
 *
 * @param version how often it has changed
 * @param count how many there are
 * @param hash sum of their hashes
 */
record Digest(long version, int count, long hash) {

    /** Nothing is read, and never was. */
    static final Digest NONE = new Digest(0, 0, 0);

    /** One more. */
    Digest with(Interest added) {
        return new Digest(version, count + 1, hash + added.hash());
    }

    /** One less. */
    Digest without(Interest removed) {
        return new Digest(version, count - 1, hash - removed.hash());
    }

    /** The same set, of another version. */
    Digest at(long other) {
        return new Digest(other, count, hash);
    }
}
