package dev.yamabiko.cli.line;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Lines that are a JSON object each, with a time and a level among its own keys. Thread-safe.
 *
 * @param moments makes moments of times
 * @param json reads JSON
 */
record JsonFormat(Moments moments, JsonFactory json) implements LineFormat {

    @Override
    public @Nullable LineStamp read(Scan line) {
        if (line.peek() != '{') {
            return null;
        }
        StampKeys keys = new StampKeys(moments::read);
        try (JsonParser parser = json.createParser(line.rest())) {
            parser.nextToken();
            while (!keys.complete() && parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                if (parser.nextToken().isScalarValue()) {
                    keys.found(key, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException noJson) {
            // Or the line has been cut; what came before counts.
        }
        return keys.stamp();
    }
}
