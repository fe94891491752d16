package dev.yamabiko.service.fold;

/**
 * What a topic comes to, record by record: the same on every node and after every restart. Pure: it changes by
 * {@link #replay} and {@link #trim} alone, and its answers depend on nothing but what it was given. Used by one thread.
 *
 * @param <R> what the records are
 */
public interface Fold<R> {

    /** Takes in the next record of the topic. */
    void replay(long offset, R record);

    /** Retention has removed what comes before this offset, whether or not it was taken in. */
    void trim(long earliest);

    /** Offset of the last record taken in, or passed by; 0: none. */
    long last();

    /** How much it remembers, in the unit of the bound of its kind. */
    int weight();
}
