package dev.yamabiko.storage.file;

import dev.yamabiko.file.FileError;
import dev.yamabiko.file.UploadKey;
import dev.yamabiko.file.UploadState;
import dev.yamabiko.storage.file.S3Form.Upload;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The uploads of an object store: one object for each, which says what call has it. Whoever writes that object on the
 * strength of what he read has the upload; whoever held it before finds out. Thread-safe.
 */
final class S3Uploads {

    /** A call that gives a file its name and does not end within this time has died. */
    private static final long FINISH_MS = 60_000;

    private final S3Objects objects;
    private final S3Contents contents;
    private final long uploadMs;
    private final Clock clock;
    private final RandomGenerator random;

    /** {@code uploadMs}: how long one is kept that nobody goes on with. */
    S3Uploads(S3Objects objects, S3Contents contents, long uploadMs, Clock clock, RandomGenerator random) {
        this.objects = objects;
        this.contents = contents;
        this.uploadMs = uploadMs;
        this.clock = clock;
        this.random = random;
    }

    /**
     * An upload in the hands of a call.
     *
     * @param tag of the object that says so
     */
    record Held(UploadKey key, Upload upload, String tag, S3Pieces pieces) {}

    @Nullable
    UploadState state(UploadKey key) {
        Found found = unfinished(key);
        if (found == null) {
            return null;
        }
        Upload upload = found.upload;
        long stored = S3Pieces.stored(objects, upload.content()).length();
        return new UploadState(stored, upload.totalBytes(), changed(upload) + uploadMs);
    }

    /**
     * Begins anew. What an upload of that key had before is condemned: a call that finishes it is in time to keep it.
     */
    Held begin(UploadKey key, long totalBytes) {
        Found before = found(key);
        if (before != null && !before.upload.state().equals("done")) {
            contents.condemn(before.upload.content(), "");
        }
        Upload upload = new Upload(Ids.next(random), Ids.next(random), totalBytes, clock.millis(), "open");
        return hold(key, upload, before == null ? null : before.tag, new S3Pieces(List.of()));
    }

    Held resume(UploadKey key, long from) {
        Found found = unfinished(key);
        if (found == null) {
            throw new FileError.StandsElsewhere(0);
        }
        Upload last = found.upload;
        S3Pieces pieces = S3Pieces.stored(objects, last.content());
        if (pieces.length() < from) {
            throw new FileError.StandsElsewhere(pieces.length());
        }
        pieces.truncate(from);
        Upload upload = new Upload(last.content(), Ids.next(random), last.totalBytes(), clock.millis(), "open");
        return hold(key, upload, found.tag, pieces);
    }

    /** Throws unless the call still has the upload. */
    void requireHeld(Held held) {
        Found found = found(held.key);
        if (found == null || !found.tag.equals(held.tag)) {
            throw new FileError.TakenOver();
        }
    }

    /** From now on no other call goes on with it, unless this one dies. */
    Held claim(Held held) {
        requireWhole(held);
        String tag = write(held, "finishing");
        if (tag == null) {
            throw new FileError.TakenOver();
        }
        return new Held(held.key, held.upload, tag, held.pieces);
    }

    /** It is over, well or not. */
    void end(Held held) {
        var unused = write(held, "done");
    }

    /** Drops those that nobody has gone on with. */
    void sweep(long now) {
        for (S3Objects.Listed object : objects.list(S3Form.UPLOADS)) {
            if (object.modified() < now - uploadMs) {
                expire(object.key(), now);
            }
        }
    }

    /** An upload that was begun, and the tag of its object. */
    private record Found(Upload upload, String tag) {}

    private @Nullable Found found(UploadKey key) {
        S3Objects.Whole object = objects.get(S3Form.upload(key));
        return object == null ? null : new Found(S3Form.read(object.bytes(), Upload.class), object.tag());
    }

    private @Nullable Found unfinished(UploadKey key) {
        Found found = found(key);
        if (found == null || found.upload.state().equals("done")) {
            return null;
        }
        boolean finishing = found.upload.state().equals("finishing");
        return finishing && found.upload.changed() > clock.millis() - FINISH_MS ? null : found;
    }

    private Held hold(UploadKey key, Upload upload, @Nullable String before, S3Pieces pieces) {
        String tag = objects.putIf(S3Form.upload(key), S3Form.json(upload), before);
        if (tag == null) {
            throw new FileError.TakenOver();
        }
        return new Held(key, upload, tag, pieces);
    }

    private @Nullable String write(Held held, String state) {
        return objects.putIf(S3Form.upload(held.key), S3Form.json(held.upload.as(state, clock.millis())), held.tag);
    }

    /** The pieces of an upload that was taken over, and lay still for long, may have gone. */
    private void requireWhole(Held held) {
        Map<String, Long> there = objects.list(S3Form.contentFolder(held.upload.content())).stream()
                .collect(Collectors.toMap(S3Objects.Listed::key, S3Objects.Listed::size));
        boolean whole = held.pieces.list().stream()
                .allMatch(piece -> there.getOrDefault(piece.key(), 0L) >= piece.skip() + piece.length());
        if (!whole) {
            throw new FileError.TakenOver();
        }
    }

    private void expire(String key, long now) {
        S3Objects.Whole object = objects.get(key);
        if (object == null) {
            return;
        }
        Upload upload = S3Form.read(object.bytes(), Upload.class);
        if (changed(upload) < now - uploadMs) {
            if (!upload.state().equals("done")) {
                contents.condemn(upload.content(), "");
            }
            objects.delete(key);
        }
    }

    private long changed(Upload upload) {
        return objects.list(S3Form.contentFolder(upload.content())).stream()
                .mapToLong(S3Objects.Listed::modified)
                .reduce(upload.changed(), Math::max);
    }
}
