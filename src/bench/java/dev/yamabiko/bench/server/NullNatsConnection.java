package dev.yamabiko.bench.server;

import dev.yamabiko.bench.load.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A client that speaks NATS: prepared messages for each of its subscriptions. A thread reads its lines, another sends.
 */
final class NullNatsConnection implements NullServer.Connection {

    private static final int PER_WRITE = 80;
    private static final byte[] LINE_END = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private long sent;

    /** The messages of a subscription, and how far apart their payloads are. */
    private record Subscription(ByteBuffer messages, int headerBytes, int stride) {

        /** Of a line {@code SUB <subject> <sid>}. */
        static Subscription of(String line) {
            String subject = line.substring(4, line.indexOf(' ', 4));
            String sid = line.substring(line.lastIndexOf(' ') + 1);
            byte[] header =
                    ("MSG " + subject + " " + sid + " " + Payload.BYTES + "\r\n").getBytes(StandardCharsets.US_ASCII);
            int stride = header.length + Payload.BYTES + LINE_END.length;
            ByteBuffer messages = ByteBuffer.allocateDirect(PER_WRITE * stride);
            for (int i = 0; i < PER_WRITE; i++) {
                messages.put(header).put(Payload.bytes()).put(LINE_END);
            }
            return new Subscription(messages.clear(), header.length, stride);
        }

        /** The first so many, numbered from after {@code before}. */
        ByteBuffer next(int records, long before) {
            for (int i = 0; i < records; i++) {
                Payload.stamp(messages, i * stride + headerBytes, before + 1 + i, 0);
            }
            return messages.duplicate().limit(records * stride);
        }
    }

    NullNatsConnection(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public void read() {
        ByteBuffer in = ByteBuffer.allocate(64 << 10);
        try {
            write(ByteBuffer.wrap("INFO {}\r\n".getBytes(StandardCharsets.US_ASCII)));
            while (channel.read(in) >= 0) {
                String text = new String(in.array(), 0, in.position(), StandardCharsets.US_ASCII);
                int whole = text.lastIndexOf('\n') + 1;
                for (String line : text.substring(0, whole).lines().toList()) {
                    answer(line);
                }
                in.flip().position(whole);
                in.compact();
            }
        } catch (IOException closed) {
            subscriptions.clear();
        }
    }

    @Override
    public void send(long records) {
        try {
            for (long left = records; left > 0 && !subscriptions.isEmpty(); ) {
                int now = (int) Math.min(left, PER_WRITE);
                for (Subscription subscription : subscriptions) {
                    write(subscription.next(now, sent));
                }
                left -= now;
                sent += now;
            }
        } catch (IOException closed) {
            subscriptions.clear();
        }
    }

    private void answer(String line) throws IOException {
        if (line.startsWith("SUB ")) {
            subscriptions.add(Subscription.of(line));
        } else if (line.equals("PING")) {
            write(ByteBuffer.wrap("PONG\r\n".getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private void write(ByteBuffer out) throws IOException {
        synchronized (channel) {
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }
    }
}
