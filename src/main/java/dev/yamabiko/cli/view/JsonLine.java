package dev.yamabiko.cli.view;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.yamabiko.cli.terminal.Escape;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** One JSON object in one line. Stateless. */
public final class JsonLine {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonLine() {}

    /** The object with these fields, texts, numbers and maps of texts, in their order; a terminal may be given it. */
    public static String of(Map<String, Object> fields) {
        StringWriter line = new StringWriter();
        try (JsonGenerator object = JSON.createGenerator(line)) {
            object.writeStartObject();
            for (Map.Entry<String, Object> field : fields.entrySet()) {
                object.writeFieldName(field.getKey());
                write(object, field.getValue());
            }
            object.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Escape.JSON.apply(line.toString());
    }

    private static void write(JsonGenerator object, Object value) throws IOException {
        if (value instanceof Map<?, ?> texts) {
            object.writeStartObject();
            for (Map.Entry<?, ?> text : texts.entrySet()) {
                object.writeStringField(String.valueOf(text.getKey()), String.valueOf(text.getValue()));
            }
            object.writeEndObject();
        } else {
            object.writeObject(value);
        }
    }
}
