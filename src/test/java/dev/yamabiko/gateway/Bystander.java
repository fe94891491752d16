package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A client that wants nothing but answers, and knows how long they take: one call after the other, in turn on several
 * connections, so that each event loop of the hub has one. Used by one thread.
 */
final class Bystander implements AutoCloseable {

    /** Opens one more connection, its preface not sent. */
    interface Line {
        RawSocket open() throws Exception;
    }

    /** Twice as many as a hub has event loops on a machine of four processors. */
    private static final int CONNECTIONS = 16;

    private static final byte[] REQUEST = GrpcFrames.plain(GetNodeRequest.getDefaultInstance());

    private final List<RawSocket> connections = new ArrayList<>();
    private int calls;

    Bystander(Line line) throws Exception {
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(line.open().preface().polite());
        }
    }

    /** Of so many calls at least, and of further ones until it is over. */
    long p99Nanos(int least, BooleanSupplier over) throws IOException {
        long[] nanos = new long[least];
        int count = 0;
        while (count < least || !over.getAsBoolean()) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = call();
        }
        Arrays.sort(nanos, 0, count);
        return nanos[count * 99 / 100];
    }

    private long call() throws IOException {
        RawSocket socket = connections.get(calls % CONNECTIONS);
        int stream = Flood.stream(calls / CONNECTIONS);
        calls++;
        long begun = System.nanoTime();
        socket.call(stream, RawConnection.GET_NODE).data(stream, true, REQUEST);
        boolean answered = false;
        RawSocket.Frame frame = socket.next(stream);
        while (!frame.endsStream()) {
            answered |= frame.type() == RawSocket.DATA;
            frame = socket.next(stream);
        }
        assertThat(answered).as("call %d is answered", calls).isTrue();
        return System.nanoTime() - begun;
    }

    @Override
    public void close() throws IOException {
        for (RawSocket connection : connections) {
            connection.close();
        }
    }
}
