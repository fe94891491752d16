package dev.yamabiko.cli.file;

import dev.yamabiko.cli.view.JsonLine;
import dev.yamabiko.proto.file.v1.FileInfo;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is known of a file, in a line. Stateless. */
final class FileLine {

    private FileLine() {}

    static String json(FileInfo file) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", file.getFilePath());
        fields.put("size", file.getSize());
        fields.put("modified_time", file.getModifiedTime());
        fields.put("mime_type", file.getMimeType());
        fields.put("checksum", file.getChecksum());
        return JsonLine.of(fields);
    }
}
