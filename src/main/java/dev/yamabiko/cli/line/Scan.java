package dev.yamabiko.cli.line;

import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** A place in a line, from which to read on. What is not there is not taken: the place stays. For one thread. */
final class Scan {

    /** There are no such digits. */
    static final int NONE = -1;

    private static final int LONGEST_TOKEN = 256;
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final String WEEKDAYS = "MonTueWedThuFriSatSun";

    private final String line;
    private int at;

    Scan(String line) {
        this.line = line;
    }

    /** The next character; NUL at the end. */
    char peek() {
        return peek(0);
    }

    /** The character so many places further on; NUL behind the end. */
    char peek(int ahead) {
        return at + ahead < line.length() ? line.charAt(at + ahead) : '\0';
    }

    /** Whether nothing but the line's end follows. */
    boolean atEnd() {
        return at >= line.length() || (line.charAt(at) == '\r' && at == line.length() - 1);
    }

    /** Where we are, for {@link #back}. */
    int mark() {
        return at;
    }

    /** Goes back to where we were. */
    void back(int mark) {
        at = mark;
    }

    /** Takes a character. */
    boolean take(char wanted) {
        if (peek() != wanted || at >= line.length()) {
            return false;
        }
        at++;
        return true;
    }

    /** Takes blanks and tabs; false: there are none. */
    boolean blanks() {
        int from = at;
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
        return at > from;
    }

    /** A number of at least, and of no more than so many digits; {@link #NONE}: there are fewer. */
    int digits(int min, int max) {
        int from = at;
        int value = 0;
        while (at - from < max && isDigit(peek())) {
            value = value * 10 + line.charAt(at++) - '0';
        }
        if (at - from < min) {
            at = from;
            return NONE;
        }
        return value;
    }

    /** A month's English short name, 1 to 12; {@link #NONE}: no such name. */
    int month() {
        return name(MONTHS);
    }

    /** Takes a weekday's English short name. */
    boolean weekday() {
        return name(WEEKDAYS) != NONE;
    }

    private int name(String names) {
        for (int i = 0; i < names.length(); i += 3) {
            if (line.regionMatches(at, names, i, 3)) {
                at += 3;
                return i / 3 + 1;
            }
        }
        return NONE;
    }

    /**
     * A time of day {@code HH:mm:ss} as a second of the day, a leap second as the one before; {@link #NONE}: no time.
     */
    int secondOfDay(boolean colons) {
        int from = at;
        int hour = digits(2, 2);
        boolean first = !colons || take(':');
        int minute = first ? digits(2, 2) : NONE;
        boolean second = minute != NONE && (!colons || take(':'));
        int seconds = second ? digits(2, 2) : NONE;
        if (hour > 23 || minute > 59 || seconds > 60 || hour == NONE || seconds == NONE) {
            at = from;
            return NONE;
        }
        return hour * 3600 + minute * 60 + Math.min(seconds, 59);
    }

    /** The milliseconds of a fraction after point or comma; 0 where there is none. Finer digits are cut off. */
    int millis() {
        if ((peek() != '.' && peek() != ',') || !isDigit(peek(1))) {
            return 0;
        }
        at++;
        int millis = 0;
        for (int place = 100; isDigit(peek()); place /= 10) {
            millis += (line.charAt(at++) - '0') * place;
        }
        return millis;
    }

    /** A zone: {@code Z}, {@code +09:00}, {@code +0900}, {@code +09}, {@code UTC}, {@code GMT}; null: none. */
    @Nullable
    ZoneOffset offset() {
        int from = at;
        boolean apart = take(' ');
        if (word("Z") || word("UTC") || word("GMT")) {
            return ZoneOffset.UTC;
        }
        char sign = peek();
        if (take('+') || take('-')) {
            int hours = digits(2, 2);
            take(':');
            int minutes = digits(2, 2);
            boolean whole = hours != NONE && (minutes != NONE || !apart);
            if (whole && hours < 18 && minutes < 60 && !Character.isLetterOrDigit(peek())) {
                int seconds = hours * 3600 + Math.max(minutes, 0) * 60;
                return ZoneOffset.ofTotalSeconds(sign == '-' ? -seconds : seconds);
            }
        }
        at = from;
        return null;
    }

    /** All that is left. */
    String rest() {
        return line.substring(at);
    }

    private boolean word(String wanted) {
        if (!line.startsWith(wanted, at) || Character.isLetterOrDigit(peek(wanted.length()))) {
            return false;
        }
        at += wanted.length();
        return true;
    }

    /** Letters and digits; empty where there are none. */
    String word() {
        int from = at;
        while (Character.isLetterOrDigit(peek())) {
            at++;
        }
        return line.substring(from, at);
    }

    /** What stands up to the next blank; null: nothing, or more than makes sense. */
    @Nullable
    String token() {
        int from = at;
        while (at < line.length() && peek() != ' ' && peek() != '\t') {
            at++;
        }
        if (at == from || at - from > LONGEST_TOKEN) {
            at = from;
            return null;
        }
        return line.substring(from, at);
    }

    /** What stands between a pair of brackets, which may hold more of them; null: no such pair. */
    @Nullable
    String group(char open, char close) {
        int depth = 0;
        for (int i = at; i < line.length() && i - at < LONGEST_TOKEN; i++) {
            if (line.charAt(i) == open) {
                depth++;
            } else if (line.charAt(i) == close && --depth == 0) {
                String inside = line.substring(at + 1, i);
                at = i + 1;
                return inside;
            } else if (depth == 0) {
                return null;
            }
        }
        return null;
    }

    /** What stands between double quotes, as it is written; null: no quotes. */
    @Nullable
    String quoted() {
        int end = at + 1;
        while (end < line.length() && line.charAt(end) != '"') {
            end += line.charAt(end) == '\\' ? 2 : 1;
        }
        if (peek() != '"' || end >= line.length()) {
            return null;
        }
        String inside = line.substring(at + 1, end);
        at = end + 1;
        return inside;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
