package dev.yamabiko.chaos.rig;

import dev.yamabiko.proto.file.v1.FileChunk;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** A file that nobody has to store: any part of it can be made again. Immutable. */
public record BigFile(String name, long size, long seed) {

    private static final int BLOCK_BYTES = 64 << 10;

    /** A chunk from a place, at most so many bytes; without a checksum. */
    public FileChunk chunk(long at, int most) {
        return FileChunk.newBuilder()
                .setFilePath(name)
                .setOffset(at)
                .setTotalSize(size)
                .setData(com.google.protobuf.ByteString.copyFrom(bytes(at, (int) Math.min(most, size - at))))
                .build();
    }

    /** Lower-case hexadecimal SHA-256 of the whole. */
    public String checksum() {
        MessageDigest digest = digest();
        for (long at = 0; at < size; at += BLOCK_BYTES) {
            digest.update(bytes(at, (int) Math.min(BLOCK_BYTES, size - at)));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** A digest that has taken nothing. */
    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException error) {
            throw new IllegalStateException(error);
        }
    }

    private byte[] bytes(long from, int length) {
        byte[] bytes = new byte[length];
        byte[] block = new byte[BLOCK_BYTES];
        for (int done = 0; done < length; ) {
            long at = from + done;
            new SplittableRandom(seed ^ (at / BLOCK_BYTES)).nextBytes(block);
            int skip = (int) (at % BLOCK_BYTES);
            int part = Math.min(BLOCK_BYTES - skip, length - done);
            System.arraycopy(block, skip, bytes, done, part);
            done += part;
        }
        return bytes;
    }
}
