/**
 * Games: a match is a state machine that one node runs on a fixed tick, by {@link dev.yamabiko.service.game.Rules};
 * what players want and what they see travels as newest values, and snapshots are kept in the match's topic.
 */
@NullMarked
package dev.yamabiko.service.game;

import org.jspecify.annotations.NullMarked;
