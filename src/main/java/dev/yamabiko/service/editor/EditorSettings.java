package dev.yamabiko.service.editor;

import dev.yamabiko.service.fold.FoldBounds;

/**
 * How a node keeps documents, and what it lets editors do. Immutable.
 *
 * @param rules what holds for every document
 * @param limits what an editor may do
 * @param snapshotEvery revisions from one snapshot to the next
 * @param bounds what a node may hold of documents
 */
public record EditorSettings(DocumentRules rules, EditorLimits limits, int snapshotEvery, FoldBounds bounds) {}
