package dev.yamabiko.chaos.rig;

import dev.yamabiko.support.Await;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A call whose messages are bytes, sent as fast as the hub takes them and read as fast as the test allows, so that many
 * millions cost little. One thread sends and reads.
 */
public final class RawCall {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final ClientCall<byte[], byte[]> call;
    private final List<byte[]> responses = new CopyOnWriteArrayList<>();
    private final AtomicReference<Outcome> outcome = new AtomicReference<>();

    /** Opens the call; {@code answers}: how many responses may come without being asked for. */
    public RawCall(Channel channel, MethodDescriptor<?, ?> method, int answers) {
        call = channel.newCall(method.toBuilder(new Bytes(), new Bytes()).build(), CallOptions.DEFAULT);
        call.start(new Listener(), new Metadata());
        call.request(answers);
    }

    /** Sends a message, once there is room for it. */
    public void send(byte[] message) {
        if (!call.isReady()) {
            Await.until("room in the call", LONGEST, () -> call.isReady() || outcome.get() != null);
        }
        call.sendMessage(message);
    }

    /** Sends a message that is all of the request, whether there is room for it or not. */
    public void sendAll(byte[] message) {
        call.sendMessage(message);
        call.halfClose();
    }

    /** Says that this was all. */
    public void halfClose() {
        call.halfClose();
    }

    /** Lets so many more responses come. */
    public void take(int more) {
        call.request(more);
    }

    /** Waits for the end of the call. */
    public Outcome outcome() {
        Await.until("the end of the call", LONGEST, () -> outcome.get() != null);
        return outcome.get();
    }

    /** What has come so far. */
    public List<byte[]> responses() {
        return List.copyOf(responses);
    }

    /** Gives the call up. */
    public void cancel() {
        call.cancel("given up", null);
    }

    private final class Listener extends ClientCall.Listener<byte[]> {
        @Override
        public void onMessage(byte[] message) {
            responses.add(message);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            outcome.set(new Outcome(status, trailers));
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            }
        }
    }
}
