package dev.yamabiko.cli.line;

import org.jspecify.annotations.Nullable;

/**
 * The places of a line where a level stands, as opposed to a word of its text that could be one. After a time, a level
 * may be preceded by process and thread numbers, by names in brackets, and by dashes. Stateless.
 */
final class LevelPlace {

    private static final int MOST_PASSED = 6;

    private LevelPlace() {}

    /** The level that follows a time; null: none does. */
    static @Nullable LogLevel afterTime(Scan line) {
        for (int passed = 0; passed < MOST_PASSED; passed++) {
            boolean dashed = separators(line);
            String inside = group(line);
            if (inside != null) {
                LogLevel level = LogLevel.ofWord(inside.substring(inside.lastIndexOf(':') + 1));
                if (level != null) {
                    return level;
                }
                continue;
            }
            int start = line.mark();
            if (line.digits(1, 20) != Scan.NONE && line.peek() == ' ') {
                continue;
            }
            line.back(start);
            String word = line.word();
            LogLevel level = LogLevel.ofWord(word);
            if (level != null && stands(line, word)) {
                return level;
            }
            line.back(start);
            if (!dashed || !loggerBeforeDash(line)) {
                line.back(start);
                return inPairs(line);
            }
        }
        return null;
    }

    /** Of {@code level=info msg=text}. */
    private static @Nullable LogLevel inPairs(Scan line) {
        StampKeys keys = new StampKeys(value -> 0);
        Pairs.read(line, keys);
        return keys.level();
    }

    /**
     * The level at the very beginning of a line that has no time; null: none. Stricter: more lines begin with a word.
     */
    static @Nullable LogLevel atStart(Scan line) {
        String inside = group(line);
        if (inside != null) {
            return LogLevel.ofWord(inside);
        }
        String word = line.word();
        LogLevel level = LogLevel.ofWord(word);
        if (level == null) {
            return null;
        }
        boolean column = line.peek() == ' ' && (line.peek(1) == ' ' || delimits(line.peek(1)));
        boolean apart = line.atEnd() || line.peek() == '\t' || column;
        return line.peek() == ':' || (apart && isCapitals(word)) ? level : null;
    }

    /** The level of a message that names it itself, as sshd does: {@code error: ...}; null: it does not. */
    static @Nullable LogLevel beforeColon(Scan line) {
        LogLevel level = LogLevel.ofWord(line.word());
        return line.peek() == ':' ? level : null;
    }

    /** Any case where a delimiter follows; before a single blank, where text may go on, in capitals alone. */
    private static boolean stands(Scan line, String word) {
        char next = line.peek();
        if (line.atEnd() || next == ':' || next == '\t' || next == '|' || next == ']') {
            return true;
        }
        return next == ' ' && (isCapitals(word) || line.peek(1) == ' ' || delimits(line.peek(1)));
    }

    private static boolean delimits(char c) {
        return c == '[' || c == '|' || c == '-';
    }

    private static boolean isCapitals(String word) {
        return word.chars().noneMatch(Character::isLowerCase);
    }

    /** Passes blanks and separators; whether a dash or a bar was among them. */
    private static boolean separators(Scan line) {
        boolean dashed = false;
        while (true) {
            if (line.take('-') || line.take('|')) {
                dashed = true;
            } else if (!line.blanks() && !line.take(',') && !line.take(':') && !line.take(']')) {
                return dashed;
            }
        }
    }

    private static @Nullable String group(Scan line) {
        return switch (line.peek()) {
            case '[' -> line.group('[', ']');
            case '(' -> line.group('(', ')');
            default -> null;
        };
    }

    /** Passes a logger's name, as in {@code time - name - LEVEL - text}. */
    private static boolean loggerBeforeDash(Scan line) {
        return line.token() != null && line.blanks() && line.peek() == '-' && line.peek(1) == ' ';
    }
}
