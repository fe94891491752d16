/** Where users are kept. */
@NullMarked
package dev.yamabiko.storage.user;

import org.jspecify.annotations.NullMarked;
