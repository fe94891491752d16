package dev.yamabiko.storage.file;

import dev.yamabiko.file.Content;
import dev.yamabiko.file.Draft;
import dev.yamabiko.file.FileEntry;
import dev.yamabiko.file.FileError;
import dev.yamabiko.file.FileName;
import dev.yamabiko.file.FileStore;
import dev.yamabiko.file.UploadKey;
import dev.yamabiko.file.UploadState;
import dev.yamabiko.storage.file.S3Form.Named;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Files in an object store that all nodes of a cluster share: S3, or what speaks like it and can write an object only
 * if it is the one that was read. {@link S3Form} says which objects there are. Thread-safe.
 */
public final class S3FileStore implements FileStore {

    /** Requests are few and large, and still a piece fits into a small heap. */
    private static final int APPEND_BYTES = 4 << 20;

    private static final int READ_BYTES = 1 << 20;

    /** Deleted contents stay so long, for those who read them, and for those who are about to name them. */
    private static final long GRACE_MS = 15 * 60_000;

    /** Small objects that a list reads at a time. */
    private static final int LOOK_UPS = 8;

    private static final long SWEEP_MS = 10 * 60_000;

    private final S3Objects objects;
    private final S3Contents contents;
    private final S3Uploads uploads;
    private final StoreBounds bounds;
    private final Clock clock;
    private final Usage usage;
    private final ExecutorService lookUps = Executors.newFixedThreadPool(LOOK_UPS);
    private long nextSweep;

    /** Reaches nothing yet. */
    public S3FileStore(
            String endpoint,
            String region,
            String bucket,
            String prefix,
            StoreBounds bounds,
            Clock clock,
            RandomGenerator random) {
        this.objects = new S3Objects(endpoint, region, bucket, prefix);
        this.contents = new S3Contents(objects, GRACE_MS);
        this.uploads = new S3Uploads(objects, contents, bounds.uploadMs(), clock, random);
        this.bounds = bounds;
        this.clock = clock;
        this.usage = new Usage(bounds.quotaBytes());
    }

    @Override
    public void open() {
        var unused = objects.list(S3Form.NAMES, "", 1);
    }

    @Override
    public int appendBytes() {
        return APPEND_BYTES;
    }

    @Override
    public int readBytes() {
        return READ_BYTES;
    }

    @Override
    public @Nullable FileEntry find(FileName name) {
        Named named = contents.named(name);
        return named == null ? null : entry(name, named);
    }

    @Override
    public List<FileEntry> list(String prefix, String after, int most) {
        String behind = after.isEmpty() ? "" : S3Form.NAMES + after;
        return objects.list(S3Form.NAMES + prefix, behind, most).stream()
                .map(object -> new FileName(object.key().substring(S3Form.NAMES.length())))
                .map(name -> CompletableFuture.supplyAsync(() -> find(name), lookUps))
                .toList()
                .stream()
                .map(S3FileStore::found)
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public @Nullable Content content(FileName name) {
        Named named = contents.named(name);
        if (named == null) {
            return null;
        }
        S3Pieces pieces = contents.pieces(named.content());
        if (pieces == null || pieces.length() != named.size()) {
            throw new FileError.Damaged(name + ": its content is missing, or not of its size", null);
        }
        return new S3Content(entry(name, named), objects, pieces);
    }

    @Override
    public boolean delete(FileName name) {
        return contents.take(name);
    }

    @Override
    public @Nullable UploadState upload(UploadKey key) {
        return uploads.state(key);
    }

    @Override
    public Draft begin(UploadKey key, long totalBytes) {
        return new S3Draft(this, uploads.begin(key, totalBytes));
    }

    @Override
    public Draft resume(UploadKey key, long from) {
        return new S3Draft(this, uploads.resume(key, from));
    }

    @Override
    public void sweep() {
        long now = clock.millis();
        if (now < nextSweep) {
            return;
        }
        nextSweep = now + SWEEP_MS;
        uploads.sweep(now);
        contents.sweep(now);
        if (bounds.quotaBytes() > 0) {
            usage.set(heldBytes());
        }
    }

    @Override
    public long usedBytes() {
        return bounds.quotaBytes() > 0 ? usage.bytes() : heldBytes();
    }

    @Override
    public void close() {
        lookUps.shutdownNow();
        objects.close();
    }

    S3Objects objects() {
        return objects;
    }

    Usage usage() {
        return usage;
    }

    S3Uploads uploads() {
        return uploads;
    }

    FileEntry publish(S3Uploads.Held held, String checksum, String type) {
        FileName name = held.key().name();
        S3Uploads.Held claimed = uploads.claim(held);
        String own = held.upload().content();
        long size = held.pieces().length();
        String known = contents.adopt(checksum, name);
        if (known == null) {
            contents.keep(own, checksum, held.pieces().list(), name);
        } else {
            contents.condemn(own, "");
            usage.release(size);
        }
        Named named = new Named(known == null ? own : known, checksum, size, clock.millis(), type);
        contents.give(name, named);
        uploads.end(claimed);
        return entry(name, named);
    }

    void discard(S3Uploads.Held held) {
        contents.condemn(held.upload().content(), "");
        usage.release(held.pieces().length());
        uploads.end(held);
    }

    private static Optional<FileEntry> found(CompletableFuture<@Nullable FileEntry> lookUp) {
        try {
            return Optional.ofNullable(lookUp.join());
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof FileError known ? known : failed;
        }
    }

    private long heldBytes() {
        var condemned = objects.list(S3Form.CONDEMNED).stream()
                .map(object -> object.key().substring(S3Form.CONDEMNED.length()))
                .collect(Collectors.toSet());
        return objects.list(S3Form.CONTENTS).stream()
                .filter(object -> !condemned.contains(object.key().split("/", 3)[1]))
                .filter(object -> !object.key().endsWith("/whole"))
                .mapToLong(S3Objects.Listed::size)
                .sum();
    }

    private static FileEntry entry(FileName name, Named named) {
        return new FileEntry(name, named.size(), named.modified(), named.type(), named.checksum());
    }
}
