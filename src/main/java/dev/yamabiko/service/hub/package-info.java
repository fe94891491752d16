/** What the hub says about itself: {@code hub.v1}. */
@NullMarked
package dev.yamabiko.service.hub;

import org.jspecify.annotations.NullMarked;
