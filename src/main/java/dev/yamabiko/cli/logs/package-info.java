/** The commands {@code logs send} and {@code logs tail}. */
@NullMarked
package dev.yamabiko.cli.logs;

import org.jspecify.annotations.NullMarked;
