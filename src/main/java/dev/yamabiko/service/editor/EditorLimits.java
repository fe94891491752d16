package dev.yamabiko.service.editor;

/**
 * What a node lets editors do. Immutable.
 *
 * @param maxComponents components of an operation
 * @param maxInsertBytes one insertion, in UTF-8
 * @param editors streams that edit one document on this node
 */
public record EditorLimits(int maxComponents, int maxInsertBytes, int editors) {}
