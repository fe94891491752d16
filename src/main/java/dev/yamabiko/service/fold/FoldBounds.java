package dev.yamabiko.service.fold;

import dev.yamabiko.stream.StreamError;

/**
 * What a node may hold of one kind of fold. Immutable.
 *
 * @param area where the bounds stand in the configuration, such as {@code notifications}
 * @param remembered weight of all folds together; those in use stay, also beyond it
 * @param waiting commands that may wait for their turn
 */
public record FoldBounds(String area, long remembered, int waiting) {

    StreamError tooManyWait() {
        return new StreamError.LimitReached(
                area + ".waiting", area + ": too many wait for their turn (expected: at most " + waiting + ")");
    }
}
