package dev.yamabiko.cli.file;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of bytes from the command line: {@code 500K}, {@code 5M}, in steps of 1,024. Stateless. */
final class ByteCount implements ITypeConverter<Long> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,12})([KMG]?)");
    private static final String UNITS = "KMG";

    @Override
    public Long convert(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Long.parseLong(form.group(1)) == 0) {
            throw new TypeConversionException(text + " (expected: a number of bytes such as 500K or 5M)");
        }
        int unit = form.group(2).isEmpty() ? 0 : 1 + UNITS.indexOf(form.group(2));
        return Long.parseLong(form.group(1)) << (10 * unit);
    }
}
