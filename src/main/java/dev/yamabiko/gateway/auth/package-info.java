/** Who comes in: tokens of calls, what roles may do, what is revoked. Knows nothing of HTTP. */
@NullMarked
package dev.yamabiko.gateway.auth;

import org.jspecify.annotations.NullMarked;
