package dev.yamabiko.service.file;

import dev.yamabiko.file.FileEntry;
import dev.yamabiko.file.FileName;
import dev.yamabiko.proto.file.v1.ListFilesRequest;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Sink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** One ListFiles call: reads page after page while the client takes them. Used on the event loop of its call only. */
final class FileList {

    private static final int PAGE = 500;

    private final FileDesk desk;
    private final String prefix;
    private final Predicate<FileName> visible;
    private final Sink sink;
    private final Deque<FileEntry> page = new ArrayDeque<>();
    private String after;
    private long left;
    private boolean reading;
    private boolean lastPage;
    private boolean over;

    /** {@code visible}: the files that the caller may see; the others are left out. */
    FileList(FileDesk desk, ListFilesRequest request, Predicate<FileName> visible, Sink sink) {
        this.desk = desk;
        this.visible = visible;
        this.prefix = request.getPrefix();
        this.after = request.getAfter();
        this.left = request.getLimit() == 0 ? Long.MAX_VALUE : request.getLimit();
        this.sink = sink;
        sink.onClose(() -> over = true);
        sink.onWritable(this::write);
    }

    void write() {
        while (!page.isEmpty() && sink.writable()) {
            sink.write(Frames.ofMessage(FileForm.of(page.remove()).toByteArray()));
        }
        if (over || reading || !page.isEmpty()) {
            return;
        }
        if (lastPage) {
            sink.end();
        } else {
            read();
        }
    }

    private void read() {
        reading = true;
        desk.ask(store -> store.list(prefix, after, PAGE))
                .onSuccess(this::arrived)
                .onFailure(sink::fail);
    }

    private void arrived(List<FileEntry> entries) {
        reading = false;
        entries.stream().filter(entry -> visible.test(entry.name())).limit(left).forEach(page::add);
        left -= page.size();
        lastPage = entries.isEmpty() || left == 0;
        if (!entries.isEmpty()) {
            after = entries.get(entries.size() - 1).name().value();
        }
        write();
    }
}
