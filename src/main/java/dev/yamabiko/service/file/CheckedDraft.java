package dev.yamabiko.service.file;

import dev.yamabiko.config.FilesConfig;
import dev.yamabiko.file.Draft;
import dev.yamabiko.file.FileEntry;
import dev.yamabiko.file.FileError;
import dev.yamabiko.file.FileName;
import dev.yamabiko.file.FileStore;
import dev.yamabiko.file.UploadKey;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.Sha256;
import java.nio.ByteBuffer;

/**
 * An upload and the checksum of what it holds. What was stored by an earlier call is read again for it, because a
 * digest cannot be kept. Every method waits for the disk or the network; one thread at a time.
 */
final class CheckedDraft {

    private static final int READ_BYTES = 1 << 20;

    private final FileName name;
    private final Draft draft;
    private final FilesConfig config;
    private final FileTypes types;
    private final Sha256 checksum = new Sha256();

    private CheckedDraft(FileName name, Draft draft, FilesConfig config, FileTypes types) {
        this.name = name;
        this.draft = draft;
        this.config = config;
        this.types = types;
    }

    /** Begins an upload, or goes on with one from a place. */
    static CheckedDraft open(FileStore store, UploadKey key, long from, long totalBytes, FileDesk desk) {
        Draft draft = from == 0 ? store.begin(key, totalBytes) : store.resume(key, from);
        CheckedDraft checked = new CheckedDraft(key.name(), draft, desk.config(), desk.types());
        try {
            requireSame(totalBytes, draft.totalBytes());
            checked.readAgain();
        } catch (RuntimeException error) {
            draft.leave();
            throw error;
        }
        return checked;
    }

    void append(ByteBuffer bytes) {
        if (draft.stored() == 0) {
            requireAllowed(types.of(name, bytes));
        }
        checksum.add(bytes);
        try {
            draft.append(bytes);
        } catch (FileError.QuotaReached full) {
            draft.discard();
            throw full;
        }
    }

    /** {@code claimed}: the checksum as the client has it; empty: it says none. */
    FileEntry publish(String claimed) {
        String actual = checksum.hex();
        if (!claimed.isEmpty() && !claimed.equals(actual)) {
            draft.discard();
            throw new FileError.ChecksumMismatch(actual);
        }
        ByteBuffer head = ByteBuffer.allocate((int) Math.min(FileTypes.HEAD_BYTES, draft.stored()));
        draft.read(head, 0);
        String type = types.of(name, head.flip());
        requireAllowed(type);
        return draft.publish(actual, type);
    }

    void leave() {
        draft.leave();
    }

    long stored() {
        return draft.stored();
    }

    private void readAgain() {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(READ_BYTES, draft.stored()));
        for (long at = 0; at < draft.stored(); at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), draft.stored() - at));
            draft.read(buffer, at);
            checksum.add(buffer.flip());
        }
    }

    private void requireAllowed(String type) {
        if (!FileTypes.allowed(type, config)) {
            draft.discard();
            new FieldRules()
                    .require(false, "file_path", type + " (expected: " + config.allowedTypes() + ")")
                    .check();
        }
    }

    private static void requireSame(long said, long before) {
        new FieldRules()
                .require(
                        said == 0 || before == 0 || said == before,
                        "total_size",
                        said + " (expected: " + before + ", as when the upload began)")
                .check();
    }
}
