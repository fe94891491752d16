package dev.yamabiko.service.editor;

/**
 * What holds for every document. What has been kept holds, whatever these were at the time. Immutable.
 *
 * @param maxBytes most text, in UTF-8
 * @param history newest revisions that an edit may be made on, or an undo can reach
 */
public record DocumentRules(int maxBytes, int history) {}
