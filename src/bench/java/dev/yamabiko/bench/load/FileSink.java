package dev.yamabiko.bench.load;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Where a download ends: counts it, and looks at what arrived. Used by one thread at a time. */
public final class FileSink {

    private final FileContent content;
    private final @Nullable MessageDigest digest;
    private long position;

    private FileSink(FileContent content, long from, @Nullable MessageDigest digest) {
        this.content = content;
        this.position = from;
        this.digest = digest;
    }

    /** Looks at one word of each frame: nearly free. */
    public static FileSink sampling(FileContent content, long from) {
        return new FileSink(content, from, null);
    }

    /** Looks at every byte, and at the checksum that the server says. */
    public static FileSink thorough(FileContent content, long from) {
        try {
            return new FileSink(content, from, MessageDigest.getInstance("SHA-256"));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /** Where in the file the next bytes belong. */
    long position() {
        return position;
    }

    /** Takes bytes of the file. */
    void take(ByteBuffer in, int from, int to) {
        if (position + to - from > content.bytes()) {
            throw new IllegalStateException("content: more than " + content.bytes() + " bytes (expected: no more)");
        }
        if (digest == null) {
            content.sample(in, from, to, position);
        } else {
            content.compare(in, from, to, position);
            digest.update(in.slice(from, to - from));
        }
        position += to - from;
    }

    /** Throws unless it was all, and has that checksum; empty: the server does not say. */
    void end(String checksum) {
        if (position != content.bytes()) {
            throw new IllegalStateException("content: " + position + " bytes (expected: " + content.bytes() + ")");
        }
        if (digest == null || checksum.isEmpty()) {
            return;
        }
        String actual = HexFormat.of().formatHex(digest.digest());
        if (!actual.equals(checksum)) {
            throw new IllegalStateException("checksum: " + checksum + " (expected: " + actual + ")");
        }
    }
}
