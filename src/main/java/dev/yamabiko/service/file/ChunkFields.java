package dev.yamabiko.service.file;

import dev.yamabiko.service.ProtoFields;
import java.nio.charset.StandardCharsets;

/** The fields of an encoded FileChunk, its data left where it is. One thread; reused for chunk after chunk. */
final class ChunkFields {

    private static final int FILE_PATH = 1;
    private static final int OFFSET = 2;
    private static final int DATA = 3;
    private static final int TOTAL_SIZE = 4;
    private static final int CHECKSUM = 5;
    private static final int IS_LAST_CHUNK = 6;

    private final ProtoFields fields = new ProtoFields();
    private String filePath = "";
    private String checksum = "";
    private long offset;
    private long totalSize;
    private int dataFrom;
    private int dataBytes;
    private boolean last;

    /** Throws {@link dev.yamabiko.service.ServiceError.MalformedMessage} for what is no message. */
    void read(byte[] bytes, int from, int to) {
        filePath = checksum = "";
        offset = totalSize = dataFrom = dataBytes = 0;
        last = false;
        fields.reset(bytes, from, to);
        while (fields.next()) {
            if (fields.wireType() == ProtoFields.VARINT) {
                readNumber();
            } else if (fields.wireType() == ProtoFields.BYTES) {
                readBytes(bytes);
            }
        }
    }

    private void readNumber() {
        switch (fields.number()) {
            case OFFSET -> offset = fields.varint();
            case TOTAL_SIZE -> totalSize = fields.varint();
            case IS_LAST_CHUNK -> last = fields.varint() != 0;
            default -> {
                // a field of another kind or version
            }
        }
    }

    private void readBytes(byte[] bytes) {
        switch (fields.number()) {
            case FILE_PATH -> filePath = text(bytes);
            case CHECKSUM -> checksum = text(bytes);
            case DATA -> {
                dataFrom = fields.from();
                dataBytes = fields.length();
            }
            default -> {
                // a field of another kind or version
            }
        }
    }

    private String text(byte[] bytes) {
        fields.requireUtf8();
        return new String(bytes, fields.from(), fields.length(), StandardCharsets.UTF_8);
    }

    String filePath() {
        return filePath;
    }

    String checksum() {
        return checksum;
    }

    long offset() {
        return offset;
    }

    long totalSize() {
        return totalSize;
    }

    /** Where the data begins in the bytes that were read. */
    int dataFrom() {
        return dataFrom;
    }

    int dataBytes() {
        return dataBytes;
    }

    boolean last() {
        return last;
    }
}
