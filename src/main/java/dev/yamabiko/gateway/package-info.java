/**
 * The gateway: HTTP/2 in and out, and the gRPC protocol on it. It knows what a call is; what a call does is the
 * services'.
 */
@NullMarked
package dev.yamabiko.gateway;

import org.jspecify.annotations.NullMarked;
