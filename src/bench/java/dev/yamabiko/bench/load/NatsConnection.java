package dev.yamabiko.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A connection of a NATS client that is nearly free (NATS client protocol): messages are walked in the buffer they were
 * received in. A thread of its own reads; any other may write.
 */
final class NatsConnection implements AutoCloseable {

    /** Takes the messages of one subscription. Called by the connection's thread. */
    interface Subscriber {
        /** The payload lies from {@code from}; {@code now} is when it came in. */
        void message(ByteBuffer in, int from, int length, long now) throws IOException;
    }

    private static final int RECEIVE_BYTES = 256 << 10;
    private static final long ANSWER_SECONDS = 60;
    private static final String HELLO =
            "CONNECT {\"verbose\":false,\"pedantic\":false,\"lang\":\"bench\",\"version\":\"1\"}\r\n";

    private final Wire wire;
    private volatile Subscriber[] subscribers = new Subscriber[4];
    private int subscribed;
    private volatile CountDownLatch pong = new CountDownLatch(1);

    NatsConnection(String name, int port) {
        this.wire = new Wire(name, port, RECEIVE_BYTES, this::read, () -> pong.countDown());
        wire.start();
        send(HELLO);
    }

    /** Sends a line of the protocol, with its end. */
    void send(String text) {
        write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Sends bytes of the protocol. */
    void write(ByteBuffer bytes) {
        wire.write(bytes);
    }

    /** Sends a message. */
    void publish(String subject, String reply, String payload) {
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        send("PUB " + subject + " " + reply + " " + body.length + "\r\n" + payload + "\r\n");
    }

    /** Subscribes. */
    void subscribe(String subject, Subscriber subscriber) {
        int id = subscribed++;
        if (id == subscribers.length) {
            subscribers = Arrays.copyOf(subscribers, 2 * id);
        }
        subscribers[id] = subscriber;
        send("SUB " + subject + " " + id + "\r\n");
    }

    /** Returns when the server has seen everything that was sent. */
    void settle() {
        pong = new CountDownLatch(1);
        send("PING\r\n");
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

    private void read(ByteBuffer in, long now) throws IOException {
        while (true) {
            int at = in.position();
            int end = lineEnd(in, at);
            if (end < 0) {
                return;
            }
            int next = end + 2;
            byte verb = in.get(at);
            if (verb == 'M') {
                next = message(in, at, end, now);
            } else {
                other(text(in, at, end));
            }
            if (next < 0) {
                return;
            }
            in.position(next);
        }
    }

    /** {@code MSG <subject> <sid> [reply] <bytes>}: returns where the next line begins, -1 if it is not all there. */
    private int message(ByteBuffer in, int at, int end, long now) throws IOException {
        int space = spaceBefore(in, end);
        int length = number(in, space + 1, end);
        int payload = end + 2;
        if (payload + length + 2 > in.limit()) {
            return -1;
        }
        int sid = spaceAfter(in, at + 4) + 1;
        subscribers[number(in, sid, spaceAfter(in, sid))].message(in, payload, length, now);
        return payload + length + 2;
    }

    private void other(String line) throws IOException {
        if (line.equals("PING")) {
            send("PONG\r\n");
        } else if (line.equals("PONG")) {
            pong.countDown();
        } else if (line.startsWith("-ERR")) {
            throw new IOException("nats: " + line);
        }
    }

    private static int lineEnd(ByteBuffer in, int from) {
        for (int at = from; at < in.limit() - 1; at++) {
            if (in.get(at) == '\r') {
                return at;
            }
        }
        return -1;
    }

    private static int spaceBefore(ByteBuffer in, int end) {
        int at = end - 1;
        while (in.get(at) != ' ') {
            at--;
        }
        return at;
    }

    private static int spaceAfter(ByteBuffer in, int from) {
        int at = from;
        while (in.get(at) != ' ') {
            at++;
        }
        return at;
    }

    private static int number(ByteBuffer in, int from, int to) {
        int number = 0;
        for (int at = from; at < to; at++) {
            number = 10 * number + in.get(at) - '0';
        }
        return number;
    }

    private static String text(ByteBuffer in, int from, int to) {
        byte[] bytes = new byte[to - from];
        in.get(from, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
