/** Talking in a room, from a terminal or a script. */
@NullMarked
package dev.yamabiko.cli.chat;

import org.jspecify.annotations.NullMarked;
