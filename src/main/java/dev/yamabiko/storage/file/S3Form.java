package dev.yamabiko.storage.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.yamabiko.file.FileError;
import dev.yamabiko.file.FileName;
import dev.yamabiko.file.UploadKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What the objects of an object store are called, and what stands in the small ones. Stateless.
 *
 * <pre>
 * names/&lt;name&gt;                    which content a name has
 * contents/&lt;id&gt;/&lt;offset&gt;-&lt;call&gt;    the pieces of a content
 * contents/&lt;id&gt;/whole               which pieces make the whole
 * checksums/&lt;sha-256&gt;             the content with that checksum
 * references/&lt;id&gt;/&lt;hash of name&gt;  that a name has this content
 * uploads/&lt;hash of caller, name&gt;    an upload that has begun
 * condemned/&lt;id&gt;                  a content that may go, unless a name has it
 * </pre>
 */
final class S3Form {

    static final String NAMES = "names/";
    static final String CONTENTS = "contents/";
    static final String UPLOADS = "uploads/";
    static final String CONDEMNED = "condemned/";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private S3Form() {}

    /** Which content a name has. */
    record Named(String content, String checksum, long size, long modified, String type) {}

    /**
     * An upload.
     *
     * @param call which call writes it
     * @param state {@code open}; {@code finishing}, while a call gives it its name; {@code done}
     */
    record Upload(String content, String call, long totalBytes, long changed, String state) {
        Upload as(String newState, long now) {
            return new Upload(content, call, totalBytes, now, newState);
        }
    }

    /** Which pieces make a whole. */
    record Whole(List<Piece> pieces) {}

    /**
     * A part of a content.
     *
     * @param key of the object that holds it
     * @param offset where in the content it begins
     * @param skip where in the object
     */
    record Piece(String key, long offset, long skip, long length) {
        long end() {
            return offset + length;
        }
    }

    static String name(FileName name) {
        return NAMES + name.value();
    }

    static String contentFolder(String id) {
        return CONTENTS + id + "/";
    }

    static String piece(String id, long offset, String call) {
        return contentFolder(id) + HexFormat.of().toHexDigits(offset) + "-" + call;
    }

    static String whole(String id) {
        return contentFolder(id) + "whole";
    }

    static String checksum(String checksum) {
        return "checksums/" + checksum;
    }

    static String referenceFolder(String id) {
        return "references/" + id + "/";
    }

    static String reference(String id, FileName name) {
        return referenceFolder(id) + hash(name.value());
    }

    static String upload(UploadKey key) {
        return UPLOADS + hash(key.caller() + '\0' + key.name());
    }

    static String condemned(String id) {
        return CONDEMNED + id;
    }

    static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException error) {
            throw new IllegalArgumentException(error);
        }
    }

    static <T> T read(ByteBuffer json, Class<T> type) {
        try {
            return JSON.readValue(bytes(json), type);
        } catch (IOException error) {
            throw new FileError.Damaged("object store: an object that cannot be read", error);
        }
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes(text));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
