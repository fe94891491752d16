package dev.yamabiko.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Frames of RFC 9113 as bytes, and their constants. Stateless. */
public final class Http2Frames {

    public static final int HEADER_BYTES = 9;
    /** The default of SETTINGS_MAX_FRAME_SIZE, which common gRPC clients keep. */
    public static final int MAX_PAYLOAD_BYTES = 16_384;

    public static final byte DATA = 0;
    public static final byte HEADERS = 1;
    public static final byte RST_STREAM = 3;
    public static final byte SETTINGS = 4;
    public static final byte PING = 6;
    public static final byte GOAWAY = 7;
    public static final byte WINDOW_UPDATE = 8;

    public static final byte ACK = 1;
    public static final byte END_STREAM = 1;
    public static final byte END_HEADERS = 4;
    public static final byte PADDED = 8;
    public static final byte PRIORITY = 32;

    static final short HEADER_TABLE_SIZE = 1;
    static final short INITIAL_WINDOW_SIZE = 4;

    private static final int HEADERS_AT_MOST = 4 << 10;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private Http2Frames() {}

    /**
     * What a client says first: its windows, and that it keeps no header table, so that headers need no state.
     *
     * @param streamWindow bytes that the server may send on a stream
     */
    static ByteBuffer preface(int streamWindow) {
        ByteBuffer out = ByteBuffer.allocate(PREFACE.length + HEADER_BYTES + 12);
        out.put(PREFACE);
        header(out, 12, SETTINGS, 0, 0);
        out.putShort(HEADER_TABLE_SIZE).putInt(0);
        out.putShort(INITIAL_WINDOW_SIZE).putInt(streamWindow);
        return out.flip();
    }

    /** Writes the nine bytes before a payload. */
    public static ByteBuffer header(ByteBuffer out, int payloadBytes, byte type, int flags, int stream) {
        return out.putInt(payloadBytes << 8 | type).put((byte) flags).putInt(stream);
    }

    /** Lets the server send more; stream 0 is the connection. */
    static ByteBuffer windowUpdate(int stream, int bytes) {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + 4);
        return header(out, 4, WINDOW_UPDATE, 0, stream).putInt(bytes).flip();
    }

    /** A frame of a few bytes, such as an acknowledgement. */
    static ByteBuffer small(byte type, int flags, int stream, byte... payload) {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + payload.length);
        return header(out, payload.length, type, flags, stream).put(payload).flip();
    }

    /** The header fields of a gRPC call and its metadata, each a name and a value. */
    static String[] grpc(String path, String... metadata) {
        String[] fields = {
            ":method",
            "POST",
            ":scheme",
            "http",
            ":path",
            path,
            ":authority",
            "127.0.0.1",
            "content-type",
            "application/grpc",
            "te",
            "trailers"
        };
        String[] all = Arrays.copyOf(fields, fields.length + metadata.length);
        System.arraycopy(metadata, 0, all, fields.length, metadata.length);
        return all;
    }

    /** The header fields of a plain request. */
    static String[] plain(String method, String path) {
        return new String[] {":method", method, ":scheme", "http", ":path", path, ":authority", "127.0.0.1"};
    }

    /** The headers of a request, as literals without indexing and without Huffman coding (RFC 7541, 6.2.2). */
    static ByteBuffer headers(int stream, int flags, String... fields) {
        ByteBuffer out = ByteBuffer.allocate(HEADERS_AT_MOST).position(HEADER_BYTES);
        for (int i = 0; i < fields.length; i += 2) {
            out.put((byte) 0);
            literal(out, fields[i]);
            literal(out, fields[i + 1]);
        }
        out.flip();
        header(out, out.limit() - HEADER_BYTES, HEADERS, END_HEADERS | flags, stream);
        return out.rewind();
    }

    private static void literal(ByteBuffer out, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        length(out, ascii.length);
        out.put(ascii);
    }

    /** An integer with a prefix of 7 bits (RFC 7541, 5.1). */
    private static void length(ByteBuffer out, int bytes) {
        if (bytes < 127) {
            out.put((byte) bytes);
            return;
        }
        out.put((byte) 127);
        int left = bytes - 127;
        for (; left >= 128; left >>>= 7) {
            out.put((byte) ((left & 127) | 128));
        }
        out.put((byte) left);
    }
}
