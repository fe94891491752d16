package dev.yamabiko.service.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.CodedOutputStream;
import dev.yamabiko.file.Content;
import dev.yamabiko.file.FileEntry;
import dev.yamabiko.file.FileError;
import dev.yamabiko.proto.file.v1.FileChunk;
import dev.yamabiko.service.Sha256;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A range of a file on its way out: reads it part by part, straight into the framed FileChunk messages that the client
 * receives. One thread at a time; {@link #next} waits for the disk or the network.
 */
final class FileRange {

    /** Compressed flag and length (gRPC over HTTP/2). */
    private static final int FRAME_BYTES = 5;

    private static final int CHECKSUM_BYTES = 64;
    private static final int BYTES = 2;
    private static final byte PATH_TAG = FileChunk.FILE_PATH_FIELD_NUMBER << 3 | BYTES;
    private static final byte OFFSET_TAG = FileChunk.OFFSET_FIELD_NUMBER << 3;
    private static final byte DATA_TAG = FileChunk.DATA_FIELD_NUMBER << 3 | BYTES;
    private static final byte TOTAL_TAG = FileChunk.TOTAL_SIZE_FIELD_NUMBER << 3;
    private static final byte CHECKSUM_TAG = FileChunk.CHECKSUM_FIELD_NUMBER << 3 | BYTES;
    private static final byte LAST_TAG = FileChunk.IS_LAST_CHUNK_FIELD_NUMBER << 3;

    /** Both fields of the last chunk: the checksum with its tag and length, and the mark with its tag. */
    private static final int LAST_BYTES = 2 + CHECKSUM_BYTES + 2;

    private final Content content;
    private final byte[] path;
    private final long size;
    private final long end;
    private final int chunkBytes;

    /** Of what is sent; null: that is the whole file, whose checksum is known. */
    private final @Nullable Sha256 checksum;

    private long position;
    private boolean begun;

    /**
     * From {@code offset}, at most {@code limit} bytes.
     *
     * @param limit 0: to the end
     */
    FileRange(Content content, long offset, long limit, int chunkBytes) {
        FileEntry entry = content.entry();
        this.content = content;
        this.path = entry.name().value().getBytes(UTF_8);
        this.size = entry.size();
        if (offset > size) {
            throw new FileError.RangeOutside(offset, size);
        }
        this.position = offset;
        this.end = limit == 0 || limit > size - offset ? size : offset + limit;
        this.chunkBytes = chunkBytes;
        this.checksum = end - offset == size ? null : new Sha256();
    }

    Content content() {
        return content;
    }

    /** Bytes of the file that are not read yet. */
    long left() {
        return end - position;
    }

    /** Bytes of the file in the next part, if so many may be read: whole chunks of them, but at least one. */
    int nextBytes(int most) {
        return (int) Math.min(Math.max(1, most / chunkBytes) * (long) chunkBytes, left());
    }

    /** True once the last part was read. */
    boolean done() {
        return begun && position == end;
    }

    /** Reads the next part, as {@link #nextBytes} has it; an empty range is one part, too. The caller releases it. */
    ByteBuf next(int partBytes) {
        int bytes = nextBytes(partBytes);
        int chunks = Math.max(1, (bytes + chunkBytes - 1) / chunkBytes);
        int framed = bytes + chunks * (FRAME_BYTES + 4 * 10) + path.length + 4 + LAST_BYTES;
        ByteBuf part = ByteBufAllocator.DEFAULT.directBuffer(framed, framed);
        try {
            for (int i = 0; i < chunks; i++) {
                addChunk(part);
            }
            return part;
        } catch (RuntimeException error) {
            part.release();
            throw error;
        }
    }

    private void addChunk(ByteBuf part) {
        int data = (int) Math.min(chunkBytes, end - position);
        int frame = part.writerIndex();
        part.writeZero(FRAME_BYTES);
        if (!begun) {
            begun = true;
            part.writeByte(PATH_TAG);
            varint(part, path.length);
            part.writeBytes(path);
        }
        part.writeByte(OFFSET_TAG);
        varint(part, position);
        part.writeByte(TOTAL_TAG);
        varint(part, size);
        part.writeByte(DATA_TAG);
        varint(part, data);
        addData(part, data);
        if (position == end) {
            part.writeByte(CHECKSUM_TAG);
            varint(part, CHECKSUM_BYTES);
            String hex = checksum == null ? content.entry().checksum() : checksum.hex();
            part.writeBytes(hex.getBytes(UTF_8));
            part.writeByte(LAST_TAG);
            part.writeByte(1);
        }
        part.setInt(frame + 1, part.writerIndex() - frame - FRAME_BYTES);
    }

    private void addData(ByteBuf part, int bytes) {
        int at = part.writerIndex();
        ByteBuffer data = part.nioBuffer(at, bytes);
        content.read(data, position);
        if (checksum != null) {
            checksum.add(data.flip());
        }
        part.writerIndex(at + bytes);
        position += bytes;
    }

    private static void varint(ByteBuf part, long value) {
        long rest = value;
        while (CodedOutputStream.computeUInt64SizeNoTag(rest) > 1) {
            part.writeByte((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        part.writeByte((int) rest);
    }
}
