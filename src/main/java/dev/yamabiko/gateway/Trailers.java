package dev.yamabiko.gateway;

import io.vertx.core.MultiMap;
import java.util.Base64;

/** How a call ended, as metadata behind its last message, or instead of one (gRPC over HTTP/2, Responses). */
final class Trailers {

    private static final String STATUS = "grpc-status";
    private static final String MESSAGE = "grpc-message";
    private static final String DETAILS = "grpc-status-details-bin";

    private Trailers() {}

    /** Says it in trailers, or in the headers of a response that has nothing else. */
    static void set(MultiMap metadata, CallStatus status) {
        metadata.set(STATUS, Integer.toString(status.code().number()));
        if (!status.message().isEmpty()) {
            metadata.set(MESSAGE, PercentEncoding.encode(status.message()));
        }
        if (!status.details().isEmpty()) {
            metadata.set(
                    DETAILS,
                    Base64.getEncoder()
                            .withoutPadding()
                            .encodeToString(status.details().toByteArray()));
        }
    }
}
