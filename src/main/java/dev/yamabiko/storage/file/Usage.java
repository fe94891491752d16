package dev.yamabiko.storage.file;

import dev.yamabiko.file.FileError;
import java.util.concurrent.atomic.AtomicLong;

/** How many bytes a store holds, and may hold. Thread-safe. */
final class Usage {

    private final long quotaBytes;
    private final AtomicLong bytes = new AtomicLong();

    /** {@code quotaBytes}: 0: no bound. */
    Usage(long quotaBytes) {
        this.quotaBytes = quotaBytes;
    }

    long bytes() {
        return bytes.get();
    }

    void set(long held) {
        bytes.set(held);
    }

    /** Makes room, or throws {@link FileError.QuotaReached}. */
    void reserve(long more) {
        if (bytes.addAndGet(more) > quotaBytes && quotaBytes > 0) {
            bytes.addAndGet(-more);
            throw new FileError.QuotaReached(
                    "files.quota-bytes", "files: full (expected: at most " + quotaBytes + " bytes of all files)");
        }
    }

    void release(long less) {
        bytes.addAndGet(-less);
    }
}
