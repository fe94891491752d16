package dev.yamabiko.cli.line;

import org.jspecify.annotations.Nullable;

/**
 * Lines that begin with a date, year first, as most programs write them (Log4j, Logback, Python, ZooKeeper, OpenStack,
 * Windows CBS, nginx), perhaps behind a bracket, a level, or the name of a host, a file or a container. Stateless.
 *
 * @param moments makes moments of times
 */
record IsoFormat(Moments moments) implements LineFormat {

    @Override
    public @Nullable LineStamp read(Scan line) {
        line.take('[');
        long moment = IsoTime.read(line, moments);
        if (moment != Moments.NONE) {
            return new LineStamp(moment, LevelPlace.afterTime(line));
        }
        line.back(0);
        return readBehindName(line);
    }

    private @Nullable LineStamp readBehindName(Scan line) {
        String name = line.token();
        if (name == null) {
            return null;
        }
        LogLevel level = LogLevel.ofWord(bare(name));
        line.blanks();
        boolean bar = line.take('|');
        if (level == null && !bar && isProse(name)) {
            return null;
        }
        line.blanks();
        line.take('[');
        long moment = IsoTime.read(line, moments);
        if (moment == Moments.NONE) {
            return null;
        }
        return new LineStamp(moment, level != null ? level : LevelPlace.afterTime(line));
    }

    /** "Since 2024-05-01 ..." is text that speaks of a time, not a line of that time. */
    private static boolean isProse(String name) {
        return name.chars().allMatch(Character::isLetter);
    }

    private static String bare(String name) {
        String opened = name.startsWith("[") ? name.substring(1) : name;
        return opened.endsWith("]") || opened.endsWith(":") ? opened.substring(0, opened.length() - 1) : opened;
    }
}
