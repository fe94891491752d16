package dev.yamabiko.cli.terminal;

/** Why a command could not do its work, in words for a person. Ends the command with exit code 1. */
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says why. */
    public CommandFailure(String message) {
        super(message);
    }

    /** Says why, and keeps what caused it for those who look closer. */
    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
