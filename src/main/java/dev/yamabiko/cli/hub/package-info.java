/** The commands that show the hub itself: its nodes and its topics. */
@NullMarked
package dev.yamabiko.cli.hub;

import org.jspecify.annotations.NullMarked;
