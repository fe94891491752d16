package dev.yamabiko.bench.scenario;

import dev.yamabiko.bench.load.FileContent;
import dev.yamabiko.bench.load.FileLoad;
import dev.yamabiko.bench.load.FileSink;

/** Uploads of one name, each with another content, for a content that is known need not be kept. One thread. */
final class Uploads {

    private static final String NAME = "upload";

    private final FileLoad load;
    private FileContent content;
    private long number;

    Uploads(FileLoad load, FileContent content) {
        this.load = load;
        this.content = content;
    }

    /** One more. */
    void next() {
        content = content.numbered(++number);
        load.upload(NAME, content);
    }

    /** Throws unless the server has the last one as it was sent. */
    void verify() {
        load.download(NAME, FileSink.thorough(content, 0));
    }
}
