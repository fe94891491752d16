package dev.yamabiko.service.file;

import dev.yamabiko.file.FileEntry;
import dev.yamabiko.file.FileError;
import dev.yamabiko.file.FileName;
import dev.yamabiko.file.UploadKey;
import dev.yamabiko.proto.file.v1.UploadResult;
import dev.yamabiko.service.Caller;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.Upload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One UploadFile call: checks chunks, gathers their data into larger pieces, and has those stored one after the other.
 * However the call ends, what arrived is stored, unless it is refused. Used on the event loop of its call only.
 */
final class FileUpload implements Upload<UploadResult> {

    private final FileDesk desk;
    private final Caller caller;
    private final Permissions permissions;
    private final int pendingBound;
    private final int appendBytes;
    private final ChunkFields chunk = new ChunkFields();
    private final Promise<UploadResult> finished = Promise.promise();
    private final IdleWatch idle;
    private Runnable onProgress = () -> {};
    private @Nullable FileName name;
    private @Nullable Future<CheckedDraft> draft;
    private ByteBuffer gathered = ByteBuffer.allocate(0);
    private Future<Void> stored = Future.succeededFuture();
    private long next;
    private long total;
    private String checksum = "";
    private boolean last;
    private int pending;
    private boolean closing;

    /** {@code pendingBound}: bytes that may wait to be stored before the client is paused. */
    FileUpload(FileDesk desk, Caller caller, Permissions permissions, int pendingBound) {
        this.desk = desk;
        this.caller = caller;
        this.permissions = permissions;
        this.pendingBound = pendingBound;
        this.appendBytes = desk.throttle().leaveBytes(desk.appendBytes());
        desk.beginTransfer();
        this.idle = desk.watch(() -> !full() && !closing, finished::tryFail);
    }

    @Override
    public void message(byte[] bytes, int from, int to) {
        chunk.read(bytes, from, to);
        FileName known = name;
        FileName named = known == null ? begin() : goOn(known);
        checkSize();
        if (known == null) {
            open(named);
        }
        take(bytes);
        last = chunk.last();
        checksum = chunk.checksum();
    }

    /** Something has arrived, be it part of a chunk. */
    @Override
    public void flush() {
        idle.moved();
    }

    @Override
    public boolean full() {
        return pending >= pendingBound;
    }

    @Override
    public void onProgress(Runnable action) {
        onProgress = action;
    }

    @Override
    public void finish() {
        new FieldRules()
                .require(name != null, "file_path", "no chunk (expected: one at least)")
                .check();
        store();
        closing = true;
        boolean whole = last || (total > 0 && next == total);
        stored.compose(v -> opened())
                .compose(open -> desk.ask(store -> whole ? published(open) : left(open)))
                .onSuccess(finished::tryComplete)
                .onFailure(finished::tryFail);
    }

    @Override
    public void close() {
        idle.stop();
        Future<CheckedDraft> begun = draft;
        if (begun != null && !closing) {
            closing = true;
            store();
            stored.transform(done -> begun)
                    .compose(open -> desk.ask(store -> left(open)))
                    .onComplete(done -> desk.endTransfer());
        } else if (begun == null) {
            desk.endTransfer();
        } else {
            finished.future().onComplete(done -> desk.endTransfer());
        }
    }

    @Override
    public Future<UploadResult> result() {
        return finished.future();
    }

    private FileName begin() {
        FileName named = FileForm.name(chunk.filePath());
        permissions.require(caller, Permissions.Action.WRITE, FileForm.permission(named.value()));
        new FieldRules()
                .require(chunk.offset() >= 0, "offset", chunk.offset() + " (expected: 0 or more)")
                .require(chunk.totalSize() >= 0, "total_size", chunk.totalSize() + " (expected: 0 or more)")
                .check();
        requireSmall(Math.max(chunk.totalSize(), chunk.offset()));
        next = chunk.offset();
        total = chunk.totalSize();
        return named;
    }

    private FileName goOn(FileName named) {
        new FieldRules()
                .require(!last, "is_last_chunk", "a chunk after the last (expected: none)")
                .require(
                        chunk.filePath().isEmpty() || chunk.filePath().equals(named.value()),
                        "file_path",
                        "another name (expected: that of the first chunk, or none)")
                .require(chunk.offset() == next, "offset", chunk.offset() + " (expected: " + next + ")")
                .require(
                        chunk.totalSize() == total || chunk.totalSize() == 0 || (total == 0 && chunk.totalSize() > 0),
                        "total_size",
                        chunk.totalSize() + " (expected: " + total + ", as before)")
                .check();
        total = Math.max(total, chunk.totalSize());
        return named;
    }

    private void checkSize() {
        long end = next + chunk.dataBytes();
        requireSmall(end);
        new FieldRules()
                .require(total == 0 || end <= total, "data", end + " bytes (expected: " + total + " in all)")
                .require(
                        !chunk.last() || total == 0 || end == total,
                        "total_size",
                        total + " (expected: " + end + ", which is what was sent)")
                .check();
    }

    private void open(FileName named) {
        name = named;
        UploadKey key = new UploadKey(caller.name(), named);
        long from = next;
        long whole = total;
        Future<CheckedDraft> begun = desk.ask(store -> CheckedDraft.open(store, key, from, whole, desk));
        draft = begun;
        stored = begun.<Void>mapEmpty().onFailure(finished::tryFail);
    }

    private void take(byte[] bytes) {
        int at = chunk.dataFrom();
        int to = at + chunk.dataBytes();
        next += chunk.dataBytes();
        while (at < to) {
            if (!gathered.hasRemaining()) {
                store();
                gathered = ByteBuffer.allocate(appendBytes);
            }
            int part = Math.min(to - at, gathered.remaining());
            gathered.put(bytes, at, part);
            at += part;
        }
    }

    /** Has what was gathered stored, after all before it. */
    private void store() {
        ByteBuffer piece = gathered.flip();
        gathered = ByteBuffer.allocate(0);
        int length = piece.remaining();
        if (length == 0) {
            return;
        }
        pending += length;
        stored = stored.compose(v -> desk.throttle().leave(caller, length))
                .compose(v -> opened())
                .compose(open -> desk.ask(store -> appended(open, piece)))
                .onComplete(done -> {
                    pending -= length;
                    if (done.failed()) {
                        finished.tryFail(done.cause());
                    }
                    onProgress.run();
                });
    }

    private Future<CheckedDraft> opened() {
        return Objects.requireNonNull(draft);
    }

    private static Void appended(CheckedDraft open, ByteBuffer piece) {
        open.append(piece);
        return null;
    }

    private UploadResult published(CheckedDraft open) {
        FileEntry entry = open.publish(checksum);
        return UploadResult.newBuilder()
                .setFileId(entry.checksum())
                .setFileName(entry.name().value())
                .setTotalSize(entry.size())
                .setChecksum(entry.checksum())
                .setStatus("OK")
                .build();
    }

    private UploadResult left(CheckedDraft open) {
        long held = open.stored();
        open.leave();
        return UploadResult.newBuilder()
                .setFileName(Objects.requireNonNull(name).value())
                .setTotalSize(held)
                .setStatus("INCOMPLETE")
                .addErrors("no last chunk: the upload goes on at offset " + held)
                .build();
    }

    private void requireSmall(long bytes) {
        long most = desk.config().maxFileBytes();
        if (bytes > most) {
            throw new FileError.QuotaReached(
                    "files.max-file-bytes", "file: " + bytes + " bytes (expected: at most " + most + ")");
        }
    }
}
