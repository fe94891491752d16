package dev.yamabiko.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP/2 connection of a client that is nearly free (RFC 9113, prior knowledge): DATA frames are walked in the
 * buffer they were received in. A thread of its own reads; streams are opened and written by one other thread.
 */
final class Http2Connection implements AutoCloseable {

    private static final int RECEIVE_BYTES = 256 << 10;
    private static final int LARGEST_WINDOW = Integer.MAX_VALUE;
    private static final int DEFAULT_WINDOW = 65_535;
    private static final int CONNECTION_UPDATE_BYTES = 256 << 20;
    private static final long ANSWER_SECONDS = 60;

    private final Wire wire;
    private final SendWindows windows = new SendWindows();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, 64 << 10);
    private final boolean reading;
    private final String[] metadata;
    private volatile Http2Stream[] streams = new Http2Stream[16];
    private long[] consumed = new long[16];
    private long consumedTogether;
    private int opened;
    private volatile CountDownLatch pong = new CountDownLatch(1);

    /**
     * Connects and says hello.
     *
     * @param reading false: gives back nothing of the default windows
     * @param metadata of each gRPC call, names and values
     */
    Http2Connection(String name, int port, boolean reading, String... metadata) {
        this.reading = reading;
        this.metadata = metadata;
        this.wire = new Wire(name, port, reading ? RECEIVE_BYTES : 2 * DEFAULT_WINDOW, this::read, this::end);
        wire.write(Http2Frames.preface(reading ? LARGEST_WINDOW : DEFAULT_WINDOW));
        if (reading) {
            wire.write(Http2Frames.windowUpdate(0, LARGEST_WINDOW - DEFAULT_WINDOW));
        }
        wire.start();
    }

    /** Begins a gRPC call; returns its stream. */
    int open(String path, Http2Stream stream) {
        return open(stream, false, Http2Frames.grpc(path, metadata));
    }

    /**
     * Begins a request; returns its stream.
     *
     * @param last nothing follows its headers
     * @param fields of them, each a name and a value
     */
    int open(Http2Stream stream, boolean last, String... fields) {
        int index = opened++;
        if (index == streams.length) {
            streams = Arrays.copyOf(streams, 2 * index);
        }
        streams[index] = stream;
        int id = 2 * index + 1;
        windows.open(id);
        wire.write(Http2Frames.headers(id, last ? Http2Frames.END_STREAM : 0, fields));
        return id;
    }

    /** Sends a DATA frame, its header in front of it, as soon as the server lets it. */
    void data(int stream, ByteBuffer frame, int payloadBytes, boolean last) {
        int flags = last ? Http2Frames.END_STREAM : 0;
        Http2Frames.header(frame.duplicate().clear(), payloadBytes, Http2Frames.DATA, flags, stream);
        windows.take(stream, payloadBytes);
        wire.write(frame.duplicate().position(0).limit(Http2Frames.HEADER_BYTES + payloadBytes));
        if (last) {
            windows.end(stream);
        }
    }

    /** Returns when the server has seen everything that was sent. */
    void settle() {
        pong = new CountDownLatch(1);
        wire.write(Http2Frames.small(Http2Frames.PING, 0, 0, new byte[8]));
        try {
            if (!pong.await(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("ping: no answer within " + ANSWER_SECONDS + " s");
            }
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("ping: interrupted", error);
        }
        wire.check();
    }

    /** Throws what went wrong on it. */
    void check() {
        wire.check();
    }

    @Override
    public void close() {
        wire.close();
    }

    private void end() {
        windows.close();
        pong.countDown();
        for (Http2Stream stream : streams) {
            if (stream != null) {
                stream.ended();
            }
        }
    }

    private void read(ByteBuffer in, long now) throws IOException {
        while (in.remaining() >= Http2Frames.HEADER_BYTES) {
            int at = in.position();
            int lengthAndType = in.getInt(at);
            int next = at + Http2Frames.HEADER_BYTES + (lengthAndType >>> 8);
            if (next > in.limit()) {
                return;
            }
            int from = at + Http2Frames.HEADER_BYTES;
            byte flags = in.get(at + 4);
            int stream = in.getInt(at + 5);
            if ((byte) lengthAndType == Http2Frames.DATA) {
                data(in, stream, flags, from, next, now);
            } else {
                control(in, (byte) lengthAndType, flags, stream, from, next);
            }
            in.position(next);
        }
    }

    private void data(ByteBuffer in, int stream, byte flags, int from, int to, long now) {
        int index = stream >>> 1;
        int padding = (flags & Http2Frames.PADDED) == 0 ? 0 : 1 + (in.get(from) & 0xFF);
        int first = padding == 0 ? from : from + 1;
        streams[index].data(in, first, first + to - from - padding, now);
        if ((flags & Http2Frames.END_STREAM) != 0) {
            streams[index].ended();
        }
        if (reading) {
            giveBack(index, stream, to - from);
        }
    }

    private void giveBack(int index, int stream, int bytes) {
        if (index >= consumed.length) {
            consumed = Arrays.copyOf(consumed, streams.length);
        }
        consumed[index] += bytes;
        if (consumed[index] > LARGEST_WINDOW / 2) {
            wire.write(Http2Frames.windowUpdate(stream, (int) consumed[index]));
            consumed[index] = 0;
        }
        consumedTogether += bytes;
        if (consumedTogether > CONNECTION_UPDATE_BYTES) {
            wire.write(Http2Frames.windowUpdate(0, (int) consumedTogether));
            consumedTogether = 0;
        }
    }

    private void control(ByteBuffer in, byte type, byte flags, int stream, int from, int to) throws IOException {
        boolean ack = (flags & Http2Frames.ACK) != 0;
        switch (type) {
            case Http2Frames.HEADERS -> headers(in, stream, flags, from, to);
            case Http2Frames.RST_STREAM -> reset(stream, in.getInt(from));
            case Http2Frames.GOAWAY -> wire.fail("goaway: code " + in.getInt(from + 4));
            case Http2Frames.WINDOW_UPDATE -> windows.give(stream, in.getInt(from));
            case Http2Frames.SETTINGS -> {
                if (!ack) {
                    settings(in, from, to);
                }
            }
            case Http2Frames.PING -> {
                if (ack) {
                    pong.countDown();
                } else {
                    wire.write(Http2Frames.small(Http2Frames.PING, Http2Frames.ACK, 0, bytes(in, from, to)));
                }
            }
            default -> throw new IOException("frame: type " + type + " (expected: one that the bench knows)");
        }
    }

    /** After its answer a server may reset a stream whose client is not done (RFC 9113, 8.1). */
    private void reset(int stream, int code) {
        if (code != 0) {
            wire.fail("stream reset: code " + code);
        }
        streams[stream >>> 1].ended();
    }

    private void settings(ByteBuffer in, int from, int to) {
        for (int at = from; at < to; at += 6) {
            if (in.getShort(at) == Http2Frames.INITIAL_WINDOW_SIZE) {
                windows.initial(in.getInt(at + 2));
            }
        }
        wire.write(Http2Frames.small(Http2Frames.SETTINGS, Http2Frames.ACK, 0));
    }

    private void headers(ByteBuffer in, int stream, byte flags, int from, int to) throws IOException {
        int skipped = (flags & Http2Frames.PRIORITY) == 0 ? 0 : 5;
        if ((flags & Http2Frames.END_HEADERS) == 0 || (flags & Http2Frames.PADDED) != 0) {
            throw new IOException("headers: in pieces or padded (expected: one frame)");
        }
        ByteBuf block = Unpooled.wrappedBuffer(bytes(in, from + skipped, to));
        try {
            streams[stream >>> 1].headers(decoder.decodeHeaders(stream, block));
        } catch (Http2Exception error) {
            throw new IOException(error);
        }
        if ((flags & Http2Frames.END_STREAM) != 0) {
            streams[stream >>> 1].ended();
        }
    }

    private static byte[] bytes(ByteBuffer in, int from, int to) {
        byte[] bytes = new byte[to - from];
        in.get(from, bytes);
        return bytes;
    }
}
