package dev.yamabiko.cli.client;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcError;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One call to the hub, as one thread of a command sees it: its methods wait. Messages are the bytes of protobuf
 * messages. However the call ends, {@link #ending} says how; nothing is thrown.
 */
public final class Call implements AutoCloseable {

    private final ServerAddress server;
    private final Servers servers;
    private final Context context;
    private final Inbox inbox;
    private final Outbox outbox;
    private final CompletableFuture<String> epoch = new CompletableFuture<>();
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();

    // On the event loop only.
    private @Nullable GrpcClientRequest<Buffer, Buffer> request;
    private boolean over;

    Call(Servers servers, Context context) {
        this.server = servers.current();
        this.servers = servers;
        this.context = context;
        this.inbox = new Inbox(context);
        this.outbox = new Outbox(context);
    }

    /** The node that was called. */
    public ServerAddress server() {
        return server;
    }

    /**
     * Waits for the hub's first answer: the epoch of its history, empty where it names none; null: the call is over.
     */
    public @Nullable String open(Duration patience) throws InterruptedException {
        try {
            return epoch.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException silence) {
            giveUp("no answer from " + server + " in " + patience.toSeconds() + " s");
            return null;
        } catch (ExecutionException over) {
            return null;
        }
    }

    /** Sends messages, and waits while the hub does not take them; false: the call is over. */
    public boolean send(List<Buffer> messages) throws InterruptedException {
        return outbox.put(messages);
    }

    /** Says that nothing more will be sent. */
    public void finish() {
        outbox.finish();
    }

    /** Waits for messages; none: the call is over. A hub that is silent for longer than this is given up. */
    public List<byte[]> next(Duration patience) throws InterruptedException {
        List<byte[]> batch = inbox.take(patience);
        if (batch == null) {
            giveUp("no sign of life from " + server + " in " + patience.toSeconds() + " s");
            return List.of();
        }
        return batch;
    }

    /** Whether {@link #next} would wait. */
    public boolean idle() {
        return inbox.isEmpty();
    }

    /** Waits for the end of the call, and says how it ended. */
    public Ending ending() throws InterruptedException {
        try {
            return ending.get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Leaves the call, if it is not over. */
    @Override
    public void close() {
        lose("left");
    }

    private void giveUp(String why) {
        if (!ending.isDone()) {
            servers.failed(server, List.of());
        }
        lose(why);
    }

    private void lose(String why) {
        ending.complete(new Ending.Lost(why));
        context.runOnContext(v -> {
            over(new Ending.Lost(why));
            if (request != null) {
                request.cancel();
            }
        });
    }

    /** There is a stream. On the event loop. */
    void started(GrpcClientRequest<Buffer, Buffer> stream) {
        request = stream;
        if (ending.isDone()) {
            stream.cancel();
            return;
        }
        stream.exceptionHandler(error -> over(Failure.lost(server, error)));
        stream.response().onComplete(this::answered, error -> over(Failure.lost(server, error)));
        outbox.into(stream);
    }

    private void answered(GrpcClientResponse<Buffer, Buffer> response) {
        response.exceptionHandler(error -> over(Failure.lost(server, error)));
        response.errorHandler(code -> over(reset(code)));
        response.handler(message -> inbox.add(message.getBytes()));
        response.endHandler(v -> {
            HubStatus status = HubStatus.of(response.headers(), response.trailers());
            over(status.ok() ? new Ending.Completed() : new Ending.Refused(status));
        });
        inbox.from(response);
        if (!response.headers().contains("grpc-status")) {
            String current = response.headers().get("hub-epoch");
            servers.answered();
            epoch.complete(current == null ? "" : current);
        }
    }

    private Ending reset(@Nullable GrpcError code) {
        return new Ending.Lost(server + " broke off the call" + (code == null ? "" : " (" + code + ")"));
    }

    /** Where the next call goes is decided before anybody learns of the end of this one. */
    private void tell(Ending how) {
        if (how instanceof Ending.Refused refused && refused.status().unavailable()) {
            servers.failed(server, refused.status().nodes());
        } else if (how instanceof Ending.Unreached || how instanceof Ending.Lost) {
            servers.failed(server, List.of());
        } else {
            servers.answered();
        }
    }

    /** It is over, and this is how, unless it was over before. On the event loop. */
    void over(Ending how) {
        if (over) {
            return;
        }
        over = true;
        if (!ending.isDone()) {
            tell(how);
        }
        ending.complete(how);
        epoch.completeExceptionally(new IllegalStateException("the call is over"));
        outbox.close();
        inbox.end();
    }
}
