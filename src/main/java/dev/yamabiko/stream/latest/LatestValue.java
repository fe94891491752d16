package dev.yamabiko.stream.latest;

import dev.yamabiko.stream.Frames;

/**
 * A value under a key of a latest topic. Immutable.
 *
 * @param key what it is the value of
 * @param version of two values of a key, the one with the larger version is newer
 * @param frames the value in the very bytes that a reader gets: one framed message
 */
record LatestValue(String key, long version, Frames frames) {}
