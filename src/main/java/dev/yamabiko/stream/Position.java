package dev.yamabiko.stream;

/**
 * A place in a topic that stays true on any node.
 *
 * @param epoch identity of the journal's history
 * @param offset of a record, from 1; 0 is before the first
 */
public record Position(String epoch, long offset) {}
