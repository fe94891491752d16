package dev.yamabiko.cli.logs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.yamabiko.cli.line.LogLevel;
import dev.yamabiko.cli.line.Moments;
import dev.yamabiko.proto.log.v1.LogEntry;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes entries of lines of JSON, an object each, with the keys of LogEntry as {@code logs tail --json} writes them.
 * Keys that it does not know become fields. For one thread.
 */
final class JsonEntries implements EntryMaker {

    private final ObjectMapper json = new ObjectMapper(new JsonFactory());
    private final Moments moments;
    private final LogEntry template;

    /**
     * Entries of one application, where they name no other.
     *
     * @param level of entries that have none; null: what the hub says
     */
    JsonEntries(Moments moments, String application, @Nullable LogLevel level) {
        this.moments = moments;
        this.template = LogEntry.newBuilder()
                .setApplication(application)
                .setLevel(level == null ? "" : level.name())
                .build();
    }

    @Override
    public LogEntry entry(LineReader line) throws RefusedLine {
        LogEntry.Builder entry = template.toBuilder();
        for (Map.Entry<String, JsonNode> member : object(line).properties()) {
            if (!member.getValue().isNull()) {
                set(entry, member.getKey(), member.getValue());
            }
        }
        return entry.build();
    }

    private ObjectNode object(LineReader line) throws RefusedLine {
        try (JsonParser parser = json.createParser(line.bytes(), line.from(), line.to() - line.from())) {
            JsonNode node = json.readTree(parser);
            if (!(node instanceof ObjectNode object)) {
                throw new RefusedLine("no JSON object (expected: one a line)");
            }
            if (parser.nextToken() != null) {
                throw new RefusedLine("more than one JSON value (expected: one a line)");
            }
            return object;
        } catch (JsonProcessingException wrong) {
            throw new RefusedLine("no JSON: " + wrong.getOriginalMessage());
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void set(LogEntry.Builder entry, String key, JsonNode value) throws RefusedLine {
        switch (key) {
            case "timestamp" -> entry.setTimestamp(timestamp(value));
            case "level" -> entry.setLevel(level(value));
            case "application" -> entry.setApplication(text(key, value));
            case "message" -> entry.setMessage(text(key, value));
            case "source_file" -> entry.setSourceFile(text(key, value));
            case "line_number" -> entry.setLineNumber(lineNumber(value));
            case "offset" -> {} // The hub's own; it comes back from what was read.
            case "fields" -> {
                if (!(value instanceof ObjectNode fields)) {
                    throw new RefusedLine("fields: " + value + " (expected: an object)");
                }
                for (Map.Entry<String, JsonNode> field : fields.properties()) {
                    entry.putFields(unicode("fields", field.getKey()), text(field.getKey(), field.getValue()));
                }
            }
            default -> entry.putFields(unicode("fields", key), text(key, value));
        }
    }

    private long timestamp(JsonNode value) throws RefusedLine {
        if (value.isNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        long moment = value.isTextual() ? moments.read(value.textValue()) : Moments.NONE;
        if (moment == Moments.NONE) {
            throw new RefusedLine("timestamp: " + value + " (expected: milliseconds since the epoch, or ISO 8601)");
        }
        return moment;
    }

    /** A word that is no level goes as it is: the hub says what it thinks of it. */
    private static String level(JsonNode value) throws RefusedLine {
        LogLevel level = value.isInt() ? LogLevel.ofNumber(value.intValue()) : LogLevel.ofWord(value.asText());
        return level == null ? text("level", value) : level.name();
    }

    private static int lineNumber(JsonNode value) throws RefusedLine {
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw new RefusedLine("line_number: " + value + " (expected: a whole number)");
        }
        return value.intValue();
    }

    private static String text(String key, JsonNode value) throws RefusedLine {
        return unicode(key, value.isValueNode() ? value.asText() : value.toString());
    }

    /** JSON can write half a character, a lone surrogate; UTF-8 cannot. */
    private static String unicode(String key, String text) throws RefusedLine {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new RefusedLine(key + ": half a character at " + i + " (expected: valid Unicode)");
            }
        }
        return text;
    }
}
