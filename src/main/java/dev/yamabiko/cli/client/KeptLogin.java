package dev.yamabiko.cli.client;

import dev.yamabiko.cli.client.LoginFile.Entry;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.proto.auth.v1.LoginResponse;
import dev.yamabiko.proto.auth.v1.RefreshRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The login of a person at a hub, as its file has it: gives the token of the moment, and gets the next one in time. For
 * one thread.
 */
public final class KeptLogin implements Credentials {

    /** Clocks differ, and calls take time. */
    private static final long EARLY_MS = 30_000;

    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final LoginFile file;
    private final String server;
    private final Clock clock;
    private @Nullable Entry known;

    /** {@code server}: what it is kept under. */
    public KeptLogin(LoginFile file, String server, Clock clock) {
        this.file = file;
        this.server = server;
        this.clock = clock;
    }

    @Override
    public @Nullable String token(HubClient client) throws InterruptedException {
        Entry entry = known == null ? file.find(server) : known;
        if (entry != null && !fresh(entry)) {
            // Two processes must not use the same refresh token: that ends the login.
            entry = file.change(server, now -> now == null || fresh(now) ? now : next(client, now));
        }
        known = entry;
        return entry == null ? null : entry.access();
    }

    private boolean fresh(Entry entry) {
        return entry.accessExpires() - EARLY_MS > clock.millis();
    }

    private static @Nullable Entry next(HubClient client, Entry before) throws InterruptedException {
        RefreshRequest request =
                RefreshRequest.newBuilder().setRefreshToken(before.refresh()).build();
        try (Call call = client.open(HubMethods.REFRESH)) {
            call.send(List.of(Buffer.buffer(request.toByteArray())));
            call.finish();
            List<byte[]> answer = call.next(SILENCE);
            Ending ending = call.ending();
            if (ending instanceof Ending.Completed && !answer.isEmpty()) {
                return Entry.of(LoginResponse.parseFrom(answer.get(0)), before.tls());
            }
            if (ending instanceof Ending.Refused refused
                    && refused.status().code() == GrpcStatus.UNAUTHENTICATED.code) {
                return null;
            }
            throw new CommandFailure("the login cannot be refreshed: " + ending.text());
        } catch (com.google.protobuf.InvalidProtocolBufferException foreign) {
            throw new CommandFailure("the hub's answer is none: " + foreign.getMessage(), foreign);
        }
    }
}
