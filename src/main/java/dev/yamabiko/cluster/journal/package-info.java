/**
 * The journal that the members of a cluster keep together in their memory. What runs where the data lies are the
 * {@link dev.yamabiko.cluster.journal.HeadTask}s; who may run them is decided by the
 * {@link dev.yamabiko.cluster.journal.Fence}.
 */
@NullMarked
package dev.yamabiko.cluster.journal;

import org.jspecify.annotations.NullMarked;
