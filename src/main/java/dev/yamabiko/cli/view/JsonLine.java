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

    /** The object with these fields, texts and whole numbers, in their order; a terminal may be given it. */
    public static String of(Map<String, Object> fields) {
        StringWriter line = new StringWriter();
        try (JsonGenerator object = JSON.createGenerator(line)) {
            object.writeStartObject();
            for (Map.Entry<String, Object> field : fields.entrySet()) {
                object.writeObjectField(field.getKey(), field.getValue());
            }
            object.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Escape.JSON.apply(line.toString());
    }
}
