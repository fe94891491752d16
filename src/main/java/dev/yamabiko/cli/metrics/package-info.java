/** The commands that show metrics. */
@NullMarked
package dev.yamabiko.cli.metrics;

import org.jspecify.annotations.NullMarked;
