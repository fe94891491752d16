package dev.yamabiko.stream.latest;

import dev.yamabiko.stream.Topic;

/**
 * What a reader of a latest topic wants.
 *
 * @param topic the topic
 * @param filter which of its keys
 * @param intervalSeconds what has changed, every so many seconds, the first time at once; 0: as it comes
 * @param heartbeatSeconds a heartbeat after so many seconds without a value; 0: none
 */
public record LatestRequest(Topic topic, KeyFilter filter, int intervalSeconds, int heartbeatSeconds) {}
