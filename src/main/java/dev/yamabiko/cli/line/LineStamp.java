package dev.yamabiko.cli.line;

import org.jspecify.annotations.Nullable;

/**
 * What a line says about itself. Immutable.
 *
 * @param timestampMs when it was written, milliseconds since the epoch; 0: it does not say
 * @param level how bad it is; null: it does not say
 */
public record LineStamp(long timestampMs, @Nullable LogLevel level) {

    /** A line that says nothing about itself. */
    public static final LineStamp NONE = new LineStamp(0, null);
}
