package dev.yamabiko.gateway;

/** What can be wrong with a call before a service sees it. */
final class WireError extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private final Reason reason;

    WireError(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
