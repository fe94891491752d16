package dev.yamabiko.stream;

/**
 * What a journal holds of a topic.
 *
 * @param earliest offset of the oldest record kept; {@code last + 1} when none is
 * @param last offset of the newest record ever appended; 0 when none was
 */
public record Extent(long earliest, long last) {

    /** A topic nothing was appended to. */
    public static final Extent EMPTY = new Extent(1, 0);
}
