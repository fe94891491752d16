package dev.yamabiko.stream;

import java.nio.charset.StandardCharsets;

/**
 * The name of an ordered sequence of records, such as {@code logs/billing}.
 *
 * @param name 1 to {@value #MAX_BYTES} bytes of UTF-8, without control characters
 */
public record Topic(String name) implements Comparable<Topic> {

    /** Longest name, in bytes of UTF-8: names are keys in journals, metadata and indexes. */
    public static final int MAX_BYTES = 320;

    /** What the names of topics begin with that keep the newest value of each key, and no history. */
    public static final String LATEST = "latest/";

    /** What the names of topics begin with that say whose tokens hold: a full journal lets all others go first. */
    public static final String AUTH = "auth/";

    /** Refuses a name that is empty, too long or holds a control character. */
    public Topic {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException("topic: name (expected: 1 to " + MAX_BYTES + " bytes)");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("topic: name (expected: no control characters)");
        }
    }

    /** True if it keeps the newest value of each key, in memory, instead of records in a journal. */
    public boolean isLatest() {
        return name.startsWith(LATEST);
    }

    @Override
    public int compareTo(Topic other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
