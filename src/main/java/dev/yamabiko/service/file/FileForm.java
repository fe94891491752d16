package dev.yamabiko.service.file;

import dev.yamabiko.file.FileEntry;
import dev.yamabiko.file.FileName;
import dev.yamabiko.proto.file.v1.FileInfo;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.ServiceError;

/** The wire form of what is known of files. Stateless. */
final class FileForm {

    private FileForm() {}

    /** The name of a request; throws {@link ServiceError.InvalidRequest}. */
    static FileName name(String path) {
        String broken = FileName.brokenRule(path);
        new FieldRules()
                .require(broken == null, "file_path", String.valueOf(broken))
                .check();
        return new FileName(path);
    }

    /** What a caller must be permitted; {@code path}: a name, or what names begin with. */
    static String permission(String path) {
        return "files/" + path;
    }

    static FileInfo of(FileEntry entry) {
        return FileInfo.newBuilder()
                .setFilePath(entry.name().value())
                .setSize(entry.size())
                .setModifiedTime(entry.modified())
                .setMimeType(entry.type())
                .setChecksum(entry.checksum())
                .build();
    }

    static ServiceError.NotFound unknown(FileName name) {
        return new ServiceError.NotFound("file: " + name + " (expected: one that is there)");
    }
}
