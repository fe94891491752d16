package dev.yamabiko.cli.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.rpc.ErrorInfo;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.cli.terminal.Terminal;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.ServiceMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Reads a stream of records over as many connections as it takes: goes on where the last connection stopped, so that
 * each record is taken once. What it could not read, it says. For one thread.
 *
 * @param <T> what comes
 */
public final class ResumableStream<T> {

    /** Asked of the hub; three of them missed, and the connection is taken for dead. */
    public static final int HEARTBEAT_SECONDS = 15;

    private static final Duration SILENCE = Duration.ofSeconds(3L * HEARTBEAT_SECONDS);
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);

    private final HubClient client;
    private final ServiceMethod<Buffer, Buffer> method;
    private final Parser<T> parser;
    private final ResumeBook book;
    private final Terminal terminal;
    private final Comeback comeback;

    /** What is read, and what becomes of it. */
    public interface Reader<T> {

        /** The request that goes on where the book says. */
        MessageLite request();

        /** Whether the stream goes on for good. */
        boolean follows();

        /** Takes what has come, and notes in the book how far it is. */
        void take(T message) throws IOException;

        /** Nothing more has come for the moment. */
        void flush() throws IOException;
    }

    /** Reads from where {@code book} says. */
    public ResumableStream(
            HubClient client,
            ServiceMethod<Buffer, Buffer> method,
            Parser<T> parser,
            ResumeBook book,
            Terminal terminal,
            Comeback comeback) {
        this.client = client;
        this.method = method;
        this.parser = parser;
        this.book = book;
        this.terminal = terminal;
        this.comeback = comeback;
    }

    /**
     * Reads until the history is done, or, following, until something ends it.
     *
     * @throws CommandFailure when the hub refuses, or has been away for too long
     * @throws IOException when nobody reads the output any more
     */
    public void read(Reader<T> reader) throws IOException, InterruptedException {
        while (true) {
            try (Call call = client.open(method)) {
                call.send(List.of(Buffer.buffer(reader.request().toByteArray())));
                call.finish();
                if (opened(call)) {
                    takeAll(call, reader);
                }
                Ending ending = call.ending();
                if (ending instanceof Ending.Completed && !reader.follows()) {
                    return;
                }
                goOnAfter(ending);
            }
        }
    }

    private boolean opened(Call call) throws InterruptedException {
        String epoch = call.open(FIRST_ANSWER);
        if (epoch == null) {
            return false;
        }
        if (!book.opened(epoch)) {
            terminal.say("the hub's history is another one now (epoch " + epoch + ")");
        }
        comeback.opened(call, book.begun() ? ", going on where it stopped" : "");
        return true;
    }

    private void takeAll(Call call, Reader<T> reader) throws IOException, InterruptedException {
        while (true) {
            if (call.idle()) {
                reader.flush();
            }
            List<byte[]> batch = call.next(SILENCE);
            if (batch.isEmpty()) {
                reader.flush();
                return;
            }
            comeback.well();
            for (byte[] message : batch) {
                reader.take(parse(message));
            }
        }
    }

    private T parse(byte[] message) {
        try {
            return parser.parseFrom(message);
        } catch (InvalidProtocolBufferException foreign) {
            throw new CommandFailure("the hub sent what is no record: " + foreign.getMessage(), foreign);
        }
    }

    /** Waits until it is time for another attempt; fails where there is no sense in one. */
    private void goOnAfter(Ending ending) throws InterruptedException {
        ErrorInfo expired =
                ending instanceof Ending.Refused refused ? refused.status().info(ResumeBook.HISTORY_EXPIRED) : null;
        if (expired == null) {
            comeback.after(ending);
        } else {
            terminal.say(book.expired(expired));
            comeback.waitFor(ending);
        }
    }
}
