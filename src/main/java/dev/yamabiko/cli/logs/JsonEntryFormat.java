package dev.yamabiko.cli.logs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.yamabiko.cli.terminal.Escape;
import dev.yamabiko.proto.log.v1.LogEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * An entry as one JSON object in one line, with all that it has, under the names of LogEntry. Stateless.
 *
 * @param json writes JSON
 * @param shown whether a terminal shows it, which must not obey what it holds
 */
record JsonEntryFormat(JsonFactory json, boolean shown) implements EntryFormat {

    @Override
    public void append(LogEntry entry, ByteArrayOutputStream out) throws IOException {
        if (shown) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            write(entry, line);
            out.writeBytes(
                    Escape.JSON.apply(line.toString(StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
        } else {
            write(entry, out);
        }
        out.write('\n');
    }

    private void write(LogEntry entry, ByteArrayOutputStream out) throws IOException {
        try (JsonGenerator object = json.createGenerator(out)) {
            object.writeStartObject();
            object.writeNumberField("timestamp", entry.getTimestamp());
            object.writeStringField("level", entry.getLevel());
            object.writeStringField("application", entry.getApplication());
            object.writeStringField("message", entry.getMessage());
            if (!entry.getSourceFile().isEmpty()) {
                object.writeStringField("source_file", entry.getSourceFile());
            }
            if (entry.getLineNumber() != 0) {
                object.writeNumberField("line_number", entry.getLineNumber());
            }
            if (entry.getFieldsCount() > 0) {
                object.writeObjectFieldStart("fields");
                for (Map.Entry<String, String> field : new TreeMap<>(entry.getFieldsMap()).entrySet()) {
                    object.writeStringField(field.getKey(), field.getValue());
                }
                object.writeEndObject();
            }
            object.writeNumberField("offset", entry.getOffset());
            object.writeEndObject();
        }
    }
}
