/**
 * States that are what their topic comes to, on any node: what several services build upon. It imports none of them.
 *
 * <p>A {@link dev.yamabiko.service.fold.Fold} is a pure state machine, a {@link dev.yamabiko.service.fold.Command}
 * decides what it adds to its topic, and {@link dev.yamabiko.service.fold.Folds} are those of one kind on one node.
 */
@NullMarked
package dev.yamabiko.service.fold;

import org.jspecify.annotations.NullMarked;
