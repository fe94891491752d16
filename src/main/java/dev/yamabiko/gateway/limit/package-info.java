/** How much each caller, each address and all together may do, on every protocol and in every call. */
@NullMarked
package dev.yamabiko.gateway.limit;

import org.jspecify.annotations.NullMarked;
