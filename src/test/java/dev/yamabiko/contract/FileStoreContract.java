package dev.yamabiko.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.file.Content;
import dev.yamabiko.file.Draft;
import dev.yamabiko.file.FileEntry;
import dev.yamabiko.file.FileError;
import dev.yamabiko.file.FileName;
import dev.yamabiko.file.FileStore;
import dev.yamabiko.file.UploadKey;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every store of files promises. */
public abstract class FileStoreContract extends FileRaceContract {

    @Test
    void shouldShowAFileOnceItIsWhole() {
        FileStore store = open();
        Draft draft = store.begin(key, 5);
        append(draft, "he");
        append(draft, "llo");

        assertThat(store.find(name)).isNull();
        assertThat(store.list("", "", 10)).isEmpty();
        FileEntry entry = publish(draft, "hello");

        assertThat(entry).isEqualTo(new FileEntry(name, 5, clock.millis(), "text/plain", sha("hello")));
        assertThat(store.find(name)).isEqualTo(entry);
        assertThat(store.list("", "", 10)).containsExactly(entry);
        assertThat(read(store, name)).isEqualTo("hello");
        assertThat(store.upload(key)).isNull();
        assertThat(store.usedBytes()).isEqualTo(5);
    }

    @Test
    void shouldReadAnyRange() {
        FileStore store = open();
        Draft draft = store.begin(key, 0);
        append(draft, "abc");
        append(draft, "defg");
        append(draft, "h");
        publish(draft, "abcdefgh");

        try (Content content = store.content(name)) {
            for (int from = 0; from < 8; from++) {
                for (int to = from; to <= 8; to++) {
                    ByteBuffer into = ByteBuffer.allocate(to - from);
                    content.read(into, from);
                    assertThat(text(into)).isEqualTo("abcdefgh".substring(from, to));
                }
            }
            assertThatThrownBy(() -> content.read(ByteBuffer.allocate(2), 7)).isInstanceOf(FileError.Damaged.class);
        }
    }

    @Test
    void shouldGoOnWithAnUploadAfterTheStoreWasClosed() {
        FileStore before = open();
        append(before.begin(key, 8), "abcd");
        FileStore store = reopen(before);

        assertThat(store.upload(key).stored()).isEqualTo(4);
        assertThat(store.upload(key).totalBytes()).isEqualTo(8);
        Draft draft = store.resume(key, 3);
        assertThat(draft.stored()).isEqualTo(3);
        append(draft, "DEFGH");

        ByteBuffer all = ByteBuffer.allocate(8);
        draft.read(all, 0);
        assertThat(text(all)).isEqualTo("abcDEFGH");
        publish(draft, "abcDEFGH");
        assertThat(read(store, name)).isEqualTo("abcDEFGH");
        assertThat(store.usedBytes()).as("perhaps with what was stored twice").isBetween(8L, 9L);
    }

    @Test
    void shouldSayWhereAnUploadStands() {
        FileStore store = open();

        assertThatThrownBy(() -> store.resume(key, 1))
                .isInstanceOfSatisfying(
                        FileError.StandsElsewhere.class,
                        e -> assertThat(e.stored()).isZero());
        append(store.begin(key, 0), "abc");
        assertThatThrownBy(() -> store.resume(key, 4))
                .isInstanceOfSatisfying(
                        FileError.StandsElsewhere.class,
                        e -> assertThat(e.stored()).isEqualTo(3));
    }

    @Test
    void shouldLeaveAnUploadToTheLastCallThatTookIt() {
        FileStore store = open();
        Draft first = store.begin(key, 0);
        append(first, "abc");
        Draft second = store.resume(key, 3);

        assertThatThrownBy(() -> append(first, "x")).isInstanceOf(FileError.TakenOver.class);
        assertThatThrownBy(() -> publish(first, "abc")).isInstanceOf(FileError.TakenOver.class);
        first.leave();
        append(second, "def");
        Draft third = store.begin(key, 0);
        assertThatThrownBy(() -> publish(second, "abcdef")).isInstanceOf(FileError.TakenOver.class);
        append(third, "new");
        publish(third, "new");

        assertThat(read(store, name)).isEqualTo("new");
        assertNothingElseAfterAWhile(store, 3);
    }

    @Test
    void shouldStoreTheSameContentOnce() {
        FileStore store = open();
        FileName other = new FileName("other");
        put(store, name, "same");
        put(store, other, "same");

        assertNothingElseAfterAWhile(store, 4);
        assertThat(store.delete(name)).isTrue();
        assertThat(read(store, other)).isEqualTo("same");
        assertNothingElseAfterAWhile(store, 4);
        assertThat(store.delete(other)).isTrue();
        assertNothingElseAfterAWhile(store, 0);
    }

    @Test
    void shouldStoreWhatWasDeletedAgain() {
        FileStore store = open();
        put(store, name, "again");
        store.delete(name);
        put(store, name, "again");

        assertThat(read(store, name)).isEqualTo("again");
        assertNothingElseAfterAWhile(store, 5);
        assertThat(read(store, name)).isEqualTo("again");
    }

    @Test
    void shouldReplaceAFileAndFreeItsContent() {
        FileStore store = open();
        put(store, name, "old one");
        put(store, name, "new");

        assertThat(read(store, name)).isEqualTo("new");
        assertNothingElseAfterAWhile(store, 3);
    }

    @Test
    void shouldReadToTheEndWhatIsDeletedMeanwhile() {
        FileStore store = open();
        put(store, name, "deleted");

        try (Content content = store.content(name)) {
            store.delete(name);
            ByteBuffer into = ByteBuffer.allocate(7);
            content.read(into, 0);
            assertThat(text(into)).isEqualTo("deleted");
        }
        assertThat(store.content(name)).isNull();
        assertThat(store.delete(name)).isFalse();
    }

    @Test
    void shouldDropUploadsThatNobodyGoesOnWith() {
        FileStore store = open();
        Draft draft = store.begin(key, 0);
        append(draft, "left");
        draft.leave();

        clock.advance(UPLOAD_MS - LATER_MS);
        store.sweep();
        assertThat(store.upload(key).stored()).isEqualTo(4);
        clock.advance(2 * LATER_MS);
        store.sweep();
        assertThat(store.upload(key)).isNull();
        assertNothingElseAfterAWhile(store, 0);
    }

    @Test
    void shouldHoldItsQuota() {
        FileStore store = open(10);
        put(store, name, "1234");
        UploadKey more = new UploadKey("caller", new FileName("more"));
        Draft draft = store.begin(more, 0);
        append(draft, "123456");

        assertThatThrownBy(() -> append(draft, "7")).isInstanceOf(FileError.QuotaReached.class);
        draft.discard();
        assertThat(store.usedBytes()).isEqualTo(4);
        assertThat(store.upload(more)).isNull();
        put(store, new FileName("fits"), "123456");
        assertNothingElseAfterAWhile(store, 10);
    }

    @Test
    void shouldListByPrefixInTheOrderOfBytes() {
        FileStore store = open();
        for (String each : List.of("b", "a/2", "a/1", "a", "a/\u00e9", "c")) {
            put(store, new FileName(each), each);
        }

        assertThat(names(store, "", "", 10)).containsExactly("a", "a/1", "a/2", "a/\u00e9", "b", "c");
        assertThat(names(store, "a/", "", 10)).containsExactly("a/1", "a/2", "a/\u00e9");
        assertThat(names(store, "a/", "a/1", 1)).containsExactly("a/2");
        assertThat(names(store, "", "b", 10)).containsExactly("c");
    }
}
