package dev.yamabiko.cli.logs;

import dev.yamabiko.cli.line.PointInTime;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration from the command line. Stateless. */
final class DurationConverter implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
        long millis = PointInTime.durationMs(text);
        if (millis < 0) {
            throw new TypeConversionException(text + " (expected: a duration such as 90s, 15m or 1h30m)");
        }
        return Duration.ofMillis(millis);
    }
}
