package dev.yamabiko.gateway;

import dev.yamabiko.gateway.limit.Limits;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.Caller;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the headers and the connection of a request say of its call. Used on the event loop of its connection only.
 *
 * @param origin the address that it comes from
 */
record RequestMetadata(HttpServerRequest request, String origin, Caller caller) implements CallMetadata {

    private static final String FORWARDED = "x-forwarded-for";

    /** Before anybody has looked at its token. */
    static RequestMetadata of(HttpServerRequest request, Limits limits) {
        Peer peer = Peer.of(request.connection());
        List<String> forwarded = request.headers().getAll(FORWARDED);
        String origin = limits.origin(peer.address(), forwarded.isEmpty() ? null : String.join(",", forwarded));
        String subject = peer.subject();
        return new RequestMetadata(
                request, origin, subject == null ? new Caller(origin) : new Caller(subject, null, true));
    }

    @Override
    public @Nullable String get(String name) {
        List<String> values = request.headers().getAll(name);
        return values.isEmpty() ? null : String.join(",", values);
    }
}
