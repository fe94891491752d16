package dev.yamabiko.bench.load;

import com.google.protobuf.MessageLite;
import java.nio.ByteBuffer;

/** What a client sends on one stream, cut into DATA frames as large as they may be. One thread. */
final class DataFrames {

    private final Http2Connection connection;
    private final int stream;
    private final ByteBuffer frame = ByteBuffer.allocateDirect(Http2Frames.HEADER_BYTES + Http2Frames.MAX_PAYLOAD_BYTES)
            .position(Http2Frames.HEADER_BYTES);

    DataFrames(Http2Connection connection, int stream) {
        this.connection = connection;
        this.stream = stream;
    }

    /** A whole gRPC message. */
    DataFrames message(MessageLite message) {
        byte[] bytes = message.toByteArray();
        return prefix(bytes.length).bytes(bytes);
    }

    /** What stands before a gRPC message. */
    DataFrames prefix(int messageBytes) {
        return bytes(ByteBuffer.allocate(5).putInt(1, messageBytes).array());
    }

    /** These bytes. */
    DataFrames bytes(byte[] bytes) {
        for (int at = 0; at < bytes.length; ) {
            int now = room(bytes.length - at);
            frame.put(bytes, at, now);
            at += now;
        }
        return this;
    }

    /** So many bytes of a file, from a position on. */
    DataFrames content(FileContent content, long position, long length) {
        for (long at = 0; at < length; ) {
            int now = room(length - at);
            content.put(frame, position + at, now);
            at += now;
        }
        return this;
    }

    /** Nothing more. */
    void end() {
        send(true);
    }

    /** How many bytes go into the frame, of so many. */
    private int room(long wanted) {
        if (!frame.hasRemaining()) {
            send(false);
        }
        return (int) Math.min(wanted, frame.remaining());
    }

    private void send(boolean last) {
        connection.data(stream, frame, frame.position() - Http2Frames.HEADER_BYTES, last);
        frame.position(Http2Frames.HEADER_BYTES);
    }
}
