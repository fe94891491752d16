package dev.yamabiko.cli.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.yamabiko.cli.terminal.CommandFailure;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A call with one request and one answer: where it fails, the same is asked again. For one thread. */
public final class Question {

    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final HubClient client;
    private final Comeback comeback;
    private final Map<String, String> metadata;

    /** {@code comeback}: says whether to ask again. */
    public Question(HubClient client, Comeback comeback) {
        this(client, comeback, Map.of());
    }

    /** The same, with metadata of each call. */
    public Question(HubClient client, Comeback comeback, Map<String, String> metadata) {
        this.client = client;
        this.comeback = comeback;
        this.metadata = metadata;
    }

    /** The answer; throws {@link CommandFailure} when there will be none. */
    public <R> R ask(ServiceMethod<Buffer, Buffer> method, MessageLite request, Parser<R> parser)
            throws InterruptedException {
        return Objects.requireNonNull(ask(method, request, parser, false));
    }

    /** The answer; null: what was asked for is not there. */
    public <R> @Nullable R find(ServiceMethod<Buffer, Buffer> method, MessageLite request, Parser<R> parser)
            throws InterruptedException {
        return ask(method, request, parser, true);
    }

    private <R> @Nullable R ask(
            ServiceMethod<Buffer, Buffer> method, MessageLite request, Parser<R> parser, boolean mayBeMissing)
            throws InterruptedException {
        while (true) {
            try (Call call = client.open(method, metadata)) {
                call.send(List.of(Buffer.buffer(request.toByteArray())));
                call.finish();
                List<byte[]> answer = call.next(SILENCE);
                Ending ending = call.ending();
                if (ending instanceof Ending.Completed && !answer.isEmpty()) {
                    comeback.opened(call, "");
                    comeback.well();
                    return parser.parseFrom(answer.get(0));
                }
                if (mayBeMissing && isNotFound(ending)) {
                    return null;
                }
                comeback.after(ending);
            } catch (InvalidProtocolBufferException foreign) {
                throw new CommandFailure("the hub's answer is none: " + foreign.getMessage(), foreign);
            }
        }
    }

    private static boolean isNotFound(Ending ending) {
        return ending instanceof Ending.Refused refused && refused.status().code() == GrpcStatus.NOT_FOUND.code;
    }
}
