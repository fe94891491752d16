package dev.yamabiko.service.file;

import dev.yamabiko.config.FilesConfig;
import dev.yamabiko.file.FileName;
import java.nio.ByteBuffer;
import org.apache.tika.Tika;

/** What type a file is, and whether it may be stored. Thread-safe. */
final class FileTypes {

    /** First bytes to look at. */
    static final int HEAD_BYTES = 4 << 10;

    private final Tika tika = new Tika();

    /** By its first bytes and, where they do not say, its name; such as {@code image/png}. */
    String of(FileName name, ByteBuffer head) {
        byte[] bytes = new byte[Math.min(HEAD_BYTES, head.remaining())];
        head.duplicate().get(bytes);
        return tika.detect(bytes, name.value());
    }

    /** True if the configuration says nothing against it. */
    static boolean allowed(String type, FilesConfig config) {
        return config.allowedTypes().isEmpty()
                || config.allowedTypes().stream()
                        .anyMatch(allowed -> allowed.endsWith("/*")
                                ? type.startsWith(allowed.substring(0, allowed.length() - 1))
                                : allowed.equals(type));
    }
}
