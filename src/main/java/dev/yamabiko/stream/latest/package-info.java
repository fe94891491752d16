/**
 * Topics that keep the newest value of each key and no history: metric ticks, typing, the state of a game. A
 * {@link dev.yamabiko.stream.latest.LatestSource} publishes values; on each node that reads them a
 * {@link dev.yamabiko.stream.latest.Board} holds the newest ones; on each event loop a
 * {@link dev.yamabiko.stream.latest.LatestLane} writes them to its readers, each of which is a cursor.
 */
@NullMarked
package dev.yamabiko.stream.latest;

import org.jspecify.annotations.NullMarked;
