package dev.yamabiko.storage.file;

import dev.yamabiko.file.FileError;
import dev.yamabiko.file.FileName;
import dev.yamabiko.storage.file.S3Form.Named;
import dev.yamabiko.storage.file.S3Form.Whole;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The contents of an object store, and which names have them. Nodes do this together without locks, by the order in
 * which they write: a name refers to a content before it has it; a content is condemned, which nobody can find it after
 * by its checksum, long before it goes, and goes only if no name has come to refer to it. Thread-safe.
 */
final class S3Contents {

    /** How often others may be faster to change a name. */
    private static final int TRIES = 100;

    private final S3Objects objects;
    private final long graceMs;

    /** {@code graceMs}: how long a condemned content stays: longer than any call needs to give a file its name. */
    S3Contents(S3Objects objects, long graceMs) {
        this.objects = objects;
        this.graceMs = graceMs;
    }

    @Nullable
    Named named(FileName name) {
        S3Objects.Whole object = objects.get(S3Form.name(name));
        return object == null ? null : S3Form.read(object.bytes(), Named.class);
    }

    /** Takes a name away, and what it alone had; false: there was none. */
    boolean take(FileName name) {
        for (int i = 0; i < TRIES; i++) {
            S3Objects.Whole object = objects.get(S3Form.name(name));
            if (object == null) {
                return false;
            }
            if (objects.deleteIf(S3Form.name(name), object.tag())) {
                release(name, S3Form.read(object.bytes(), Named.class));
                return true;
            }
        }
        throw contended();
    }

    /** Gives a name a content that it refers to, in place of another. */
    void give(FileName name, Named named) {
        for (int i = 0; i < TRIES; i++) {
            S3Objects.Whole object = objects.get(S3Form.name(name));
            String tag = object == null ? null : object.tag();
            if (objects.putIf(S3Form.name(name), S3Form.json(named), tag) != null) {
                refer(named.content(), name); // who took the name away at the same time may have taken this, too
                Named before = object == null ? named : S3Form.read(object.bytes(), Named.class);
                if (!before.content().equals(named.content())) {
                    release(name, before);
                }
                return;
            }
        }
        throw contended();
    }

    @Nullable
    S3Pieces pieces(String content) {
        S3Objects.Whole object = objects.get(S3Form.whole(content));
        return object == null
                ? null
                : new S3Pieces(S3Form.read(object.bytes(), Whole.class).pieces());
    }

    /** A content with this checksum for a name to have, which now refers to it; null: there is none. */
    @Nullable
    String adopt(String checksum, FileName name) {
        String known = find(checksum);
        if (known == null) {
            return null;
        }
        refer(known, name);
        if (known.equals(find(checksum)) && objects.has(S3Form.whole(known))) {
            return known;
        }
        objects.delete(S3Form.reference(known, name));
        return null;
    }

    /** Makes pieces a content that can be found, and that a name refers to. */
    void keep(String content, String checksum, List<S3Form.Piece> pieces, FileName name) {
        objects.put(S3Form.whole(content), S3Form.json(new Whole(pieces)));
        refer(content, name);
        objects.put(S3Form.checksum(checksum), S3Form.bytes(content));
    }

    /** A name has this content no longer. */
    private void release(FileName name, Named before) {
        dropReference(S3Form.reference(before.content(), name), before.content(), name);
        if (objects.list(S3Form.referenceFolder(before.content()), "", 1).isEmpty()) {
            condemn(before.content(), before.checksum());
        }
    }

    /** {@code checksum}: empty: it is not to be found by one. */
    void condemn(String content, String checksum) {
        objects.put(S3Form.condemned(content), S3Form.bytes(checksum));
        if (!checksum.isEmpty() && content.equals(find(checksum))) {
            objects.delete(S3Form.checksum(checksum));
        }
    }

    /** Drops what was condemned long ago, and pardons what a name has. */
    void sweep(long now) {
        for (S3Objects.Listed condemned : objects.list(S3Form.CONDEMNED)) {
            if (condemned.modified() < now - graceMs) {
                String content = condemned.key().substring(S3Form.CONDEMNED.length());
                judge(content, now);
            }
        }
    }

    private void judge(String content, long now) {
        boolean wanted = false;
        for (S3Objects.Listed reference : objects.list(S3Form.referenceFolder(content))) {
            S3Objects.Whole object = objects.get(reference.key());
            FileName name = object == null ? null : new FileName(S3Form.text(object.bytes()));
            if (name != null && has(name, content)) {
                wanted = true;
            } else if (reference.modified() >= now - graceMs) {
                return; // its name may be about to come
            } else if (name != null) {
                dropReference(reference.key(), content, name);
            }
        }
        if (wanted) {
            objects.delete(S3Form.condemned(content));
        } else if (objects.list(S3Form.referenceFolder(content), "", 1).isEmpty()) {
            objects.list(S3Form.contentFolder(content)).forEach(piece -> objects.delete(piece.key()));
            objects.delete(S3Form.condemned(content));
        }
    }

    /** Unless the name has come back meanwhile. */
    private void dropReference(String reference, String content, FileName name) {
        objects.delete(reference);
        if (has(name, content)) {
            refer(content, name);
        }
    }

    private static FileError contended() {
        return new FileError.Unavailable("file: others keep changing the name", null);
    }

    private boolean has(FileName name, String content) {
        Named named = named(name);
        return named != null && named.content().equals(content);
    }

    private void refer(String content, FileName name) {
        objects.put(S3Form.reference(content, name), S3Form.bytes(name.value()));
    }

    private @Nullable String find(String checksum) {
        S3Objects.Whole object = objects.get(S3Form.checksum(checksum));
        return object == null ? null : S3Form.text(object.bytes());
    }
}
