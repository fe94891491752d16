package dev.yamabiko.cli.logs;

import dev.yamabiko.cli.terminal.Escape;
import dev.yamabiko.proto.log.v1.LogEntry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An entry as a person reads it: time, level, application, message, fields; in colours if wanted. Nothing in it is
 * obeyed by a terminal; further lines of a message are set in, so that they cannot pass for entries. For one thread.
 */
final class TextFormat implements EntryFormat {

    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final String RESET = "\u001b[0m";
    private static final String DIM = "\u001b[2m";
    private static final String INSET = "\n    ";
    private static final int LEVEL_WIDTH = 5;

    private final ZoneId zone;
    private final boolean colored;
    private final StringBuilder line = new StringBuilder();
    private long secondOfText = -1;
    private String secondText = "";

    TextFormat(ZoneId zone, boolean colored) {
        this.zone = zone;
        this.colored = colored;
    }

    @Override
    public void append(LogEntry entry, ByteArrayOutputStream out) {
        line.setLength(0);
        paint(DIM, time(entry.getTimestamp()));
        line.append(' ');
        String level = Escape.TEXT.apply(entry.getLevel());
        paint(color(level), level + " ".repeat(Math.max(0, LEVEL_WIDTH - level.length())));
        line.append(' ');
        paint("\u001b[36m", Escape.TEXT.apply(entry.getApplication()));
        line.append(' ').append(message(entry.getMessage()));
        if (entry.getFieldsCount() > 0) {
            paint(DIM, fields(entry.getFieldsMap()));
        }
        line.append('\n');
        out.writeBytes(line.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void paint(String color, String text) {
        if (colored && !color.isEmpty()) {
            line.append(color).append(text).append(RESET);
        } else {
            line.append(text);
        }
    }

    /** A day and a time in our zone, to the millisecond. Most entries share their second with the one before. */
    private String time(long timestampMs) {
        long second = Math.floorDiv(timestampMs, 1_000);
        if (second != secondOfText) {
            secondText = SECOND.format(Instant.ofEpochSecond(second).atZone(zone));
            secondOfText = second;
        }
        int millis = (int) Math.floorMod(timestampMs, 1_000L);
        return secondText
                + '.'
                + (char) ('0' + millis / 100)
                + (char) ('0' + millis / 10 % 10)
                + (char) ('0' + millis % 10);
    }

    private static String color(String level) {
        return switch (level) {
            case "TRACE" -> DIM;
            case "DEBUG" -> "\u001b[34m";
            case "INFO" -> "\u001b[32m";
            case "WARN" -> "\u001b[33m";
            case "ERROR" -> "\u001b[31m";
            case "FATAL" -> "\u001b[1;31m";
            default -> "";
        };
    }

    /** The message; without the carriage return that files from Windows leave at its end. */
    private static String message(String message) {
        String text = message.endsWith("\r") ? message.substring(0, message.length() - 1) : message;
        if (text.indexOf('\n') < 0) {
            return Escape.TEXT.apply(text);
        }
        StringBuilder lines = new StringBuilder();
        for (String part : text.split("\r?\n", -1)) {
            lines.append(lines.isEmpty() ? "" : INSET).append(Escape.TEXT.apply(part));
        }
        return lines.toString();
    }

    private static String fields(Map<String, String> fields) {
        StringBuilder pairs = new StringBuilder();
        new TreeMap<>(fields).forEach((key, value) -> {
            String shown = Escape.TEXT.apply(value);
            boolean bare = !shown.isEmpty() && shown.chars().noneMatch(c -> c == ' ' || c == '"' || c == '=');
            pairs.append(' ').append(Escape.TEXT.apply(key)).append('=');
            pairs.append(bare ? shown : '"' + shown.replace("\"", "\\\"") + '"');
        });
        return pairs.toString();
    }
}
