package dev.yamabiko.token;

/** A token that is none: one text for all of them, so that nobody learns from it how far a forgery has come. */
public final class TokenRefused extends RuntimeException {

    /** What every refusal says. */
    public static final String TEXT = "token: not accepted (expected: a valid one)";

    private static final long serialVersionUID = 1L;

    private final String why;

    /** {@code why}: for the hub's own eyes, without a part of the token. */
    public TokenRefused(String why) {
        super(TEXT, null, false, false);
        this.why = why;
    }

    /** What was wrong with it; not for the caller. */
    public String why() {
        return why;
    }
}
