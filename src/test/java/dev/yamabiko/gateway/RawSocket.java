package dev.yamabiko.gateway;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * HTTP/2 by hand, frame by frame (RFC 9113): nothing is answered or sent that is not asked for, but for
 * {@link #polite}. Frames leave together when the next one is waited for, or on {@link #flush}. Used by one thread.
 */
final class RawSocket implements AutoCloseable {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int ACK = 1;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    private static final int MAX_FRAME = 16_384;

    /** What a window can be, but for what it is at the beginning (RFC 9113, 6.9). */
    private static final byte[] ALL = {0x7F, (byte) 0xFF, 0, 0};

    /**
     * One frame.
     *
     * @param stream 0: about the connection
     */
    record Frame(int type, int flags, int stream, int length) {

        boolean endsStream() {
            return type == RST_STREAM || ((type == DATA || type == HEADERS) && (flags & END_STREAM) != 0);
        }
    }

    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;
    private long sent;
    private boolean polite;

    private RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 20);
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** A TCP connection on which nothing was said yet. */
    static RawSocket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        return new RawSocket(socket);
    }

    /** The same over TLS, whose handshake is done. */
    static RawSocket over(Socket socket) throws IOException {
        return new RawSocket(socket);
    }

    /** Bytes that were written so far. */
    long sent() {
        return sent;
    }

    /** The connection preface and empty settings. */
    RawSocket preface() throws IOException {
        write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return frame(SETTINGS, 0, 0, new byte[0]);
    }

    /** Behaves from now on as one that wants to stay: bounds nothing on the connection, and answers PINGs. */
    RawSocket polite() throws IOException {
        polite = true;
        return frame(WINDOW_UPDATE, 0, 0, ALL);
    }

    /** Begins a call, with further headers name by name and value by value. */
    RawSocket call(int stream, String path, String... more) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(100_000);
        String[] usual = {
            ":method",
            "POST",
            ":scheme",
            "http",
            ":authority",
            "test",
            ":path",
            path,
            "content-type",
            "application/grpc"
        };
        fields(block, usual);
        fields(block, more);
        byte[] bytes = Arrays.copyOf(block.array(), block.position());
        for (int at = 0; at < bytes.length; at += MAX_FRAME) {
            int end = Math.min(bytes.length, at + MAX_FRAME);
            int flags = end == bytes.length ? END_HEADERS : 0;
            frame(at == 0 ? HEADERS : CONTINUATION, flags, stream, Arrays.copyOfRange(bytes, at, end));
        }
        return this;
    }

    /** Sends bytes of a call. */
    RawSocket data(int stream, boolean end, byte[] bytes) throws IOException {
        int at = 0;
        while (bytes.length - at > MAX_FRAME) {
            frame(DATA, 0, stream, Arrays.copyOfRange(bytes, at, at + MAX_FRAME));
            at += MAX_FRAME;
        }
        return frame(DATA, end ? END_STREAM : 0, stream, Arrays.copyOfRange(bytes, at, bytes.length));
    }

    RawSocket frame(int type, int flags, int stream, byte[] payload) throws IOException {
        write(ByteBuffer.allocate(9 + payload.length)
                .putShort((short) (payload.length >>> 8))
                .put((byte) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array());
        return this;
    }

    RawSocket write(byte[] bytes) throws IOException {
        out.write(bytes);
        sent += bytes.length;
        return this;
    }

    /** Sends what is written. */
    RawSocket flush() throws IOException {
        out.flush();
        return this;
    }

    /** Waits for the next frame. */
    Frame next() throws IOException {
        flush();
        int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        if (polite && type == PING && flags == 0) {
            frame(PING, ACK, 0, in.readNBytes(length));
        } else {
            in.skipNBytes(length);
        }
        return new Frame(type, flags, stream, length);
    }

    /** Waits for the next frame of a call. */
    Frame next(int stream) throws IOException {
        while (true) {
            Frame frame = next();
            if (frame.stream == stream || frame.type == GOAWAY) {
                return frame;
            }
        }
    }

    /** Waits for the frame that ends a call, or the connection. */
    Frame last(int stream) throws IOException {
        Frame frame = next(stream);
        while (!frame.endsStream() && frame.type != GOAWAY) {
            frame = next(stream);
        }
        return frame;
    }

    /** Waits for the end of a line: what HTTP/1.1 begins its answers with. */
    String line() throws IOException {
        flush();
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    /** Every frame until the other side closes. */
    List<Frame> readToEnd() throws IOException {
        List<Frame> frames = new ArrayList<>();
        try {
            while (true) {
                frames.add(next());
            }
        } catch (SocketTimeoutException still) {
            throw new AssertionError("still open", still);
        } catch (IOException closed) {
            return frames;
        }
    }

    /** Reads whatever comes until the other side closes. */
    void awaitClose() throws IOException {
        try {
            flush();
            while (in.read() >= 0) {
                in.skipNBytes(in.available());
            }
        } catch (SocketTimeoutException still) {
            throw new AssertionError("still open", still);
        } catch (IOException closed) {
            // reset is closed, too
        }
    }

    /** Goes away without a word; with {@code abruptly}, even TCP's goodbye is a reset. */
    void cut(boolean abruptly) throws IOException {
        flush();
        if (abruptly) {
            socket.setSoLinger(true, 0);
        }
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Literal header fields without indexing and Huffman code (RFC 7541, 6.2.2). */
    private static void fields(ByteBuffer block, String... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.put((byte) 0);
            literal(block, namesAndValues[i]);
            literal(block, namesAndValues[i + 1]);
        }
    }

    private static void literal(ByteBuffer block, String text) {
        int rest = text.length() - 127;
        block.put((byte) Math.min(text.length(), 127));
        if (rest >= 0) {
            for (; rest >= 128; rest >>>= 7) {
                block.put((byte) (rest | 0x80));
            }
            block.put((byte) rest);
        }
        block.put(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
