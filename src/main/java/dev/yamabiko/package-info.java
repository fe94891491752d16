/** The composition root and the way in: nothing else lives here. */
@NullMarked
package dev.yamabiko;

import org.jspecify.annotations.NullMarked;
