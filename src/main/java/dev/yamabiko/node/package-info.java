/**
 * Who is there: this node, and the others where there are any. A leaf that the gateway, the cluster and the composition
 * root share.
 */
@NullMarked
package dev.yamabiko.node;

import org.jspecify.annotations.NullMarked;
