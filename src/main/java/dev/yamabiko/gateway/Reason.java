package dev.yamabiko.gateway;

/**
 * Why a call did not end with OK: every reason there is, with its number, its status and whether the same call may be
 * tried again. {@code docs/protocol.md} lists them; a test holds the two together.
 */
enum Reason {
    HISTORY_EXPIRED(1001, GrpcCode.OUT_OF_RANGE, false),
    INVALID_POSITION(1002, GrpcCode.INVALID_ARGUMENT, false),
    JOURNAL_UNAVAILABLE(1003, GrpcCode.UNAVAILABLE, true),
    JOURNAL_DAMAGED(1004, GrpcCode.DATA_LOSS, false),
    LIMIT_REACHED(1005, GrpcCode.RESOURCE_EXHAUSTED, true),
    DRAINING(1006, GrpcCode.UNAVAILABLE, true),
    OUTCOME_UNKNOWN(1007, GrpcCode.UNAVAILABLE, true),
    HISTORY_CHANGED(1008, GrpcCode.UNAVAILABLE, true),
    CONFLICT(1009, GrpcCode.ABORTED, true),
    INVALID_REQUEST(2001, GrpcCode.INVALID_ARGUMENT, false),
    MALFORMED_MESSAGE(2002, GrpcCode.INTERNAL, false),
    NOT_FOUND(2003, GrpcCode.NOT_FOUND, false),
    DENIED(2004, GrpcCode.PERMISSION_DENIED, false),
    METHOD_UNKNOWN(3001, GrpcCode.UNIMPLEMENTED, false),
    ENCODING_UNSUPPORTED(3002, GrpcCode.UNIMPLEMENTED, false),
    ENCODING_MISSING(3003, GrpcCode.INTERNAL, false),
    ENCODING_BROKEN(3004, GrpcCode.INTERNAL, false),
    MESSAGE_TOO_LARGE(3005, GrpcCode.RESOURCE_EXHAUSTED, false),
    MESSAGE_COUNT(3006, GrpcCode.UNIMPLEMENTED, false),
    MESSAGE_CUT(3007, GrpcCode.INTERNAL, false),
    TIMEOUT_MALFORMED(3008, GrpcCode.INVALID_ARGUMENT, false),
    DEADLINE_EXCEEDED(3009, GrpcCode.DEADLINE_EXCEEDED, false),
    REQUEST_TIMEOUT(3010, GrpcCode.DEADLINE_EXCEEDED, false),
    UPLOAD_ELSEWHERE(4001, GrpcCode.FAILED_PRECONDITION, false),
    UPLOAD_TAKEN_OVER(4002, GrpcCode.ABORTED, false),
    CHECKSUM_MISMATCH(4003, GrpcCode.DATA_LOSS, false),
    RANGE_OUTSIDE(4004, GrpcCode.OUT_OF_RANGE, false),
    FILE_DAMAGED(4005, GrpcCode.DATA_LOSS, false),
    STORE_UNAVAILABLE(4006, GrpcCode.UNAVAILABLE, true),
    FILES_NOT_SHARED(4007, GrpcCode.FAILED_PRECONDITION, false),
    TRANSFER_IDLE(4008, GrpcCode.DEADLINE_EXCEEDED, true),
    TOKEN_REFUSED(5001, GrpcCode.UNAUTHENTICATED, false),
    TOKEN_EXPIRED(5002, GrpcCode.UNAUTHENTICATED, false),
    TOKEN_REVOKED(5003, GrpcCode.UNAUTHENTICATED, false),
    USER_EXISTS(6001, GrpcCode.ALREADY_EXISTS, false),
    LOGIN_REFUSED(6002, GrpcCode.UNAUTHENTICATED, false),
    TOO_MANY_ATTEMPTS(6003, GrpcCode.RESOURCE_EXHAUSTED, true),
    TOKENS_NOT_ISSUED(6004, GrpcCode.FAILED_PRECONDITION, false),
    USERS_NOT_KEPT(6005, GrpcCode.FAILED_PRECONDITION, false),
    INTERNAL(9001, GrpcCode.INTERNAL, false);

    private final int number;
    private final GrpcCode code;
    private final boolean retryable;

    Reason(int number, GrpcCode code, boolean retryable) {
        this.number = number;
        this.code = code;
        this.retryable = retryable;
    }

    int number() {
        return number;
    }

    GrpcCode code() {
        return code;
    }

    boolean retryable() {
        return retryable;
    }
}
