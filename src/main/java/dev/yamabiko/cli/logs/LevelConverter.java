package dev.yamabiko.cli.logs;

import dev.yamabiko.cli.line.LogLevel;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a level from the command line, by any of the words for it. Stateless. */
final class LevelConverter implements ITypeConverter<LogLevel> {

    @Override
    public LogLevel convert(String word) {
        LogLevel level = LogLevel.ofWord(word);
        if (level == null) {
            throw new TypeConversionException(word + " (expected: TRACE, DEBUG, INFO, WARN, ERROR or FATAL)");
        }
        return level;
    }
}
