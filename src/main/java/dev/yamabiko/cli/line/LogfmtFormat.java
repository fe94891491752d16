package dev.yamabiko.cli.line;

import org.jspecify.annotations.Nullable;

/**
 * Lines of pairs, {@code time=2024-05-01T12:00:00Z level=info msg="text"} (logfmt: Go's logrus and slog, Heroku). The
 * first word must be a pair. Stateless.
 *
 * @param moments makes moments of times
 */
record LogfmtFormat(Moments moments) implements LineFormat {

    @Override
    public @Nullable LineStamp read(Scan line) {
        StampKeys keys = new StampKeys(moments::read);
        return Pairs.read(line, keys) ? keys.stamp() : null;
    }
}
