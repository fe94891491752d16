package dev.yamabiko.gateway;

import dev.yamabiko.stream.ResumePoint;
import org.jspecify.annotations.Nullable;

/** The token of a running call holds no more; the next stream goes on where this one stood. */
final class TokenEnded extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient @Nullable ResumePoint position;

    private TokenEnded(Reason reason, String message, @Nullable ResumePoint position) {
        super(message, null, false, false);
        this.reason = reason;
        this.position = position;
    }

    /** It has expired, and no other came in time. */
    static TokenEnded expired(@Nullable ResumePoint position) {
        return new TokenEnded(Reason.TOKEN_EXPIRED, "token: expired (expected: a fresh one in time)", position);
    }

    /** It was revoked. */
    static TokenEnded revoked(@Nullable ResumePoint position) {
        return new TokenEnded(Reason.TOKEN_REVOKED, "token: revoked", position);
    }

    Reason reason() {
        return reason;
    }

    /** Where the next stream goes on; null: the call has no position. */
    @Nullable
    ResumePoint position() {
        return position;
    }
}
