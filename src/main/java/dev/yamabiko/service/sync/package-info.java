/** Shared keys and values: collections that are folds of their topics, written and watched by calls on any node. */
@NullMarked
package dev.yamabiko.service.sync;

import org.jspecify.annotations.NullMarked;
