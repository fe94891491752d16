package dev.yamabiko.bench.server;

import dev.yamabiko.bench.load.Http2Frames;
import dev.yamabiko.bench.load.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A client that speaks HTTP/2: prepared frames, one write for all its streams. A thread reads its calls, another sends.
 */
final class NullHttp2Connection implements NullServer.Connection {

    private static final int PREFIX_BYTES = 5;
    private static final int RECORD_BYTES = PREFIX_BYTES + Payload.BYTES + Payload.OFFSET_BYTES;
    private static final int PER_FRAME = Http2Frames.MAX_PAYLOAD_BYTES / RECORD_BYTES;
    private static final int CLIENT_PREFACE_BYTES = 24;

    private final SocketChannel channel;
    private final List<Integer> streams = new CopyOnWriteArrayList<>();
    private final ByteBuffer body = ByteBuffer.allocateDirect(PER_FRAME * RECORD_BYTES);
    private long sent;

    NullHttp2Connection(SocketChannel channel) {
        this.channel = channel;
        byte[] entry = Payload.bytes();
        for (int at = 0; at < body.capacity(); at += RECORD_BYTES) {
            body.putInt(at + 1, Payload.BYTES + Payload.OFFSET_BYTES).put(at + PREFIX_BYTES, entry);
        }
    }

    @Override
    public void read() {
        ByteBuffer in = ByteBuffer.allocate(64 << 10).limit(CLIENT_PREFACE_BYTES);
        try {
            while (in.hasRemaining() && channel.read(in) >= 0) {}
            in.clear();
            write(frame(Http2Frames.SETTINGS, 0, 0));
            while (channel.read(in) >= 0) {
                in.flip();
                frames(in);
                in.compact();
            }
        } catch (IOException closed) {
            streams.clear();
        }
    }

    private void frames(ByteBuffer in) throws IOException {
        while (in.remaining() >= Http2Frames.HEADER_BYTES) {
            int at = in.position();
            int next = at + Http2Frames.HEADER_BYTES + (in.getInt(at) >>> 8);
            if (next > in.limit()) {
                return;
            }
            answer(in.get(at + 3), in.get(at + 4), in.getInt(at + 5));
            in.position(next);
        }
    }

    private void answer(byte type, byte flags, int stream) throws IOException {
        boolean ack = (flags & Http2Frames.ACK) != 0;
        if (type == Http2Frames.DATA) {
            streams.add(stream);
        } else if (type == Http2Frames.PING && !ack) {
            write(frame(Http2Frames.PING, Http2Frames.ACK, 8));
        } else if (type == Http2Frames.SETTINGS && !ack) {
            write(frame(Http2Frames.SETTINGS, Http2Frames.ACK, 0));
        }
    }

    @Override
    public void send(long records) {
        try {
            for (long left = records; left > 0 && !streams.isEmpty(); ) {
                int now = (int) Math.min(left, PER_FRAME);
                stamp(now);
                left -= now;
                write(frames(now));
            }
        } catch (IOException closed) {
            streams.clear();
        }
    }

    private void stamp(int records) {
        for (int i = 0; i < records; i++) {
            sent++;
            Payload.stamp(body, i * RECORD_BYTES + PREFIX_BYTES, sent, 0);
            Payload.stampOffset(body, (i + 1) * RECORD_BYTES, sent);
        }
    }

    private ByteBuffer[] frames(int records) {
        int length = records * RECORD_BYTES;
        ByteBuffer[] frames = new ByteBuffer[2 * streams.size()];
        for (int i = 0; i < streams.size(); i++) {
            ByteBuffer header = ByteBuffer.allocate(Http2Frames.HEADER_BYTES);
            frames[2 * i] = Http2Frames.header(header, length, Http2Frames.DATA, 0, streams.get(i))
                    .flip();
            frames[2 * i + 1] = body.duplicate().limit(length);
        }
        return frames;
    }

    private static ByteBuffer frame(byte type, int flags, int payloadBytes) {
        ByteBuffer out = ByteBuffer.allocate(Http2Frames.HEADER_BYTES + payloadBytes);
        return Http2Frames.header(out, payloadBytes, type, flags, 0).rewind();
    }

    private void write(ByteBuffer... out) throws IOException {
        ByteBuffer last = out[out.length - 1];
        synchronized (channel) {
            while (last.hasRemaining()) {
                channel.write(out);
            }
        }
    }
}
