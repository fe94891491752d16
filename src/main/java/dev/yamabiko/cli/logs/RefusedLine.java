package dev.yamabiko.cli.logs;

/** A line that cannot be sent; its message says why. */
final class RefusedLine extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;

    RefusedLine(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** Why. */
    String reason() {
        return reason;
    }
}
