/** {@code yamabiko notify}: notifications from and to the command line. */
@NullMarked
package dev.yamabiko.cli.notify;

import org.jspecify.annotations.NullMarked;
