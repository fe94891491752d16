package dev.yamabiko.bench.load;

/** A client of a file server, with a connection for each transfer. Used by one thread. */
public interface FileLoad {

    /** Sends a file; returns when the server has it. */
    void upload(String name, FileContent content);

    /** Receives a file, from where the sink begins to its end. */
    void download(String name, FileSink sink);
}
