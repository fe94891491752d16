package dev.yamabiko.stream;

/**
 * The part of a topic that a subscription is to deliver.
 *
 * @param topic the topic
 * @param next offset of the first record to deliver
 * @param until offset of the last one
 * @param last offset of the newest record there is
 * @param lost wanted records before {@code next} that retention has removed
 */
record Span(Topic topic, long next, long until, long last, long lost) {

    Span startingAt(long offset) {
        return new Span(topic, offset, until, last, lost);
    }

    Span endingAt(long offset) {
        return new Span(topic, next, offset, last, lost);
    }
}
