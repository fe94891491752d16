/** What a line of a log says about itself: its time and its level, in the ways that logs are written. Pure, no I/O. */
@NullMarked
package dev.yamabiko.cli.line;

import org.jspecify.annotations.NullMarked;
