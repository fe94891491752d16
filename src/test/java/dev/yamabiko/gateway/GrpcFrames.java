package dev.yamabiko.gateway;

import com.google.protobuf.MessageLite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Messages as gRPC puts them on the wire, right and wrong ones. Stateless. */
final class GrpcFrames {

    private GrpcFrames() {}

    /** Not compressed. */
    static byte[] plain(String text) {
        return flagged(0, text);
    }

    /** Not compressed. */
    static byte[] plain(MessageLite message) {
        return frame(0, message.toByteArray());
    }

    /** Compressed. */
    static byte[] gzip(String text) {
        return gzip(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Compressed. */
    static byte[] gzip(byte[] message) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(message);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
        return frame(1, packed.toByteArray());
    }

    /** Whatever the flag says. */
    static byte[] flagged(int flag, String text) {
        return frame(flag, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Flag, length, message. */
    static byte[] frame(int flag, byte[] message) {
        return ByteBuffer.allocate(5 + message.length)
                .put((byte) flag)
                .putInt(message.length)
                .put(message)
                .array();
    }
}
