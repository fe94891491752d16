package dev.yamabiko.gateway;

import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.Caller;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the headers and the connection of a request say of its call. Used on the event loop of its connection only. */
record RequestMetadata(HttpServerRequest request, Caller caller) implements CallMetadata {

    /** Before anybody has looked at its token. */
    static RequestMetadata of(HttpServerRequest request) {
        return new RequestMetadata(request, new Caller(request.remoteAddress().hostAddress()));
    }

    @Override
    public @Nullable String get(String name) {
        List<String> values = request.headers().getAll(name);
        return values.isEmpty() ? null : String.join(",", values);
    }
}
