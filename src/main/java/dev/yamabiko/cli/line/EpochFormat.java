package dev.yamabiko.cli.line;

import org.jspecify.annotations.Nullable;

/** Lines that begin with a number of seconds or milliseconds since the epoch, perhaps in brackets. Stateless. */
record EpochFormat() implements LineFormat {

    @Override
    public @Nullable LineStamp read(Scan line) {
        line.take('[');
        long moment = EpochTime.read(line);
        boolean ends = line.atEnd() || " \t],:|".indexOf(line.peek()) >= 0;
        return moment == Moments.NONE || !ends ? null : new LineStamp(moment, LevelPlace.afterTime(line));
    }
}
