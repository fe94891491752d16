/** What files of the hub have in common, whatever is in them. A leaf. */
@NullMarked
package dev.yamabiko.disk;

import org.jspecify.annotations.NullMarked;
