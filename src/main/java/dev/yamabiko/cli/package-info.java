/** The command {@code yamabiko}. It sees the hub as every client does, over gRPC; {@code serve} alone starts one. */
@NullMarked
package dev.yamabiko.cli;

import org.jspecify.annotations.NullMarked;
