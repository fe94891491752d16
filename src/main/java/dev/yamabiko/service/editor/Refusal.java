package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.Remedy;

/** An edit or undo that cannot be done; nothing has changed. Without stack trace: a client may cause many. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final long revision;

    /** {@code message}: {@code field: value (expected: rule)}; {@code revision}: the newest one that is known. */
    Refusal(Reason reason, long revision, String message) {
        super(message, null, false, false);
        this.reason = reason;
        this.revision = revision;
    }

    /** Why. Clients know these names. */
    enum Reason {
        /** Made on a revision that is not there yet. */
        REVISION_UNKNOWN(Remedy.REMEDY_REOPEN),
        /** Made on a revision that is too far back. */
        REVISION_TOO_OLD(Remedy.REMEDY_CATCH_UP),
        /** It goes on behind the end of the text. */
        BEYOND_END(Remedy.REMEDY_REOPEN),
        /** A larger sequence of the same client is done. */
        SEQUENCE_USED(Remedy.REMEDY_REOPEN),
        /** There would be too much text. */
        TEXT_TOO_LARGE(Remedy.REMEDY_REOPEN),
        /** The author has made no edit that could be undone. */
        NOTHING_TO_UNDO(Remedy.REMEDY_REOPEN);

        private final Remedy remedy;

        Reason(Remedy remedy) {
            this.remedy = remedy;
        }
    }

    Reason reason() {
        return reason;
    }

    /** The newest revision that was known. */
    long revision() {
        return revision;
    }

    /** What the client can do about it. */
    Remedy remedy() {
        return reason.remedy;
    }
}
