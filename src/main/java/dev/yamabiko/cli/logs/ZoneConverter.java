package dev.yamabiko.cli.logs;

import java.time.DateTimeException;
import java.time.ZoneId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time zone from the command line. Stateless. */
final class ZoneConverter implements ITypeConverter<ZoneId> {

    @Override
    public ZoneId convert(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new TypeConversionException(name + " (expected: a zone such as UTC, Europe/Paris or +02:00)");
        }
    }
}
