package dev.yamabiko.file;

import org.jspecify.annotations.Nullable;

/**
 * What can go wrong with files. Each kind is mapped to a status in one place, the gateway. Cheap: without stack trace
 * unless it has a cause.
 */
public sealed class FileError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private FileError(String message, @Nullable Throwable cause) {
        super(message, cause, false, cause != null);
    }

    /** An upload cannot go on from there. */
    public static final class StandsElsewhere extends FileError {
        private static final long serialVersionUID = 1L;
        private final long stored;

        /** {@code stored}: where it can. */
        public StandsElsewhere(long stored) {
            super("offset: behind what is stored (expected: at most " + stored + ")", null);
            this.stored = stored;
        }

        /** Bytes stored. */
        public long stored() {
            return stored;
        }
    }

    /** Another call goes on with the upload. */
    public static final class TakenOver extends FileError {
        private static final long serialVersionUID = 1L;

        /** The only text there is. */
        public TakenOver() {
            super("another call has taken the upload over", null);
        }
    }

    /** What arrived is not what was sent. */
    public static final class ChecksumMismatch extends FileError {
        private static final long serialVersionUID = 1L;

        /** {@code actual}: of what arrived. */
        public ChecksumMismatch(String actual) {
            super("checksum: not that of the content (expected: " + actual + ")", null);
        }
    }

    /** A range that begins behind the end of the file. */
    public static final class RangeOutside extends FileError {
        private static final long serialVersionUID = 1L;

        /** Says where it begins and where the file ends. */
        public RangeOutside(long offset, long size) {
            super("offset: " + offset + " (expected: 0 to " + size + ")", null);
        }
    }

    /** There is no room for more. */
    public static final class QuotaReached extends FileError {
        private static final long serialVersionUID = 1L;
        private final String limit;

        /** {@code limit}: its key in the configuration. */
        public QuotaReached(String limit, String message) {
            super(message, null);
            this.limit = limit;
        }

        /** The key of the limit in the configuration. */
        public String limit() {
            return limit;
        }
    }

    /** What is kept is not what was stored. */
    public static final class Damaged extends FileError {
        private static final long serialVersionUID = 1L;

        /** Says what. */
        public Damaged(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Files cannot be read or written now. */
    public static final class Unavailable extends FileError {
        private static final long serialVersionUID = 1L;

        /** Keeps the cause for the log. */
        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** A client has left its transfer alone for too long. */
    public static final class TransferIdle extends FileError {
        private static final long serialVersionUID = 1L;

        /** {@code seconds}: how long it may be. */
        public TransferIdle(int seconds) {
            super("transfer: idle (expected: to go on within " + seconds + " seconds)", null);
        }
    }

    /** The nodes of a cluster share no store. */
    public static final class NotShared extends FileError {
        private static final long serialVersionUID = 1L;

        /** The only text there is. */
        public NotShared() {
            super("files.s3.bucket: not set (expected: an object store that all nodes of the cluster share)", null);
        }
    }
}
