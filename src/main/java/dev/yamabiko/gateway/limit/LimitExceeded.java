package dev.yamabiko.gateway.limit;

/** Somebody is over a limit: nothing was done. Cheap: without stack trace. */
public final class LimitExceeded extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String limit;
    private final int retryMs;

    LimitExceeded(String limit, String message, int retryMs) {
        super(message, null, false, false);
        this.limit = limit;
        this.retryMs = retryMs;
    }

    /** The key of the limit in the configuration. */
    public String limit() {
        return limit;
    }

    /** When to come back, in milliseconds: a time for each, so that they do not come all at once. */
    public int retryMs() {
        return retryMs;
    }
}
