package dev.yamabiko.service.sync;

import dev.yamabiko.proto.sync.v1.Cause;
import dev.yamabiko.proto.sync.v1.Change;
import dev.yamabiko.proto.sync.v1.Entry;

/** What becomes of an entry by itself. */
enum Due {
    /** It stays as it is. */
    NOTHING(Cause.CAUSE_UNSPECIFIED),
    /** Its time is over. */
    EXPIRED(Cause.CAUSE_EXPIRED),
    /** The call that it was bound to has ended. */
    RELEASED(Cause.CAUSE_RELEASED),
    /** The node of that call is gone. */
    LOST(Cause.CAUSE_LOST),
    /** It was lost, but that node is there. */
    FOUND(Cause.CAUSE_FOUND);

    private final Cause cause;

    Due(Cause cause) {
        this.cause = cause;
    }

    /** The change that makes it so. */
    Change change(Entry entry) {
        Change.Builder change = Change.newBuilder().setKey(entry.getKey()).setCause(cause);
        if (this == FOUND) {
            change.setValue(entry.getValue()).setExpiresAt(entry.getExpiresAt()).setHolder(entry.getHolder());
        }
        return change.build();
    }
}
