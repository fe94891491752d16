/**
 * Other nodes: who they are, what carries blocks between them, and the journal they keep together in their memory. The
 * only place that knows Hazelcast.
 */
@NullMarked
package dev.yamabiko.cluster;

import org.jspecify.annotations.NullMarked;
