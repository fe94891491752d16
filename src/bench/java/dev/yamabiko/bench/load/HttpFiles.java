package dev.yamabiko.bench.load;

/** PUT and GET over {@link Http2Connection}. Used by one thread. */
public final class HttpFiles implements FileLoad {

    private final int port;

    /** Clients of one server. */
    public HttpFiles(int port) {
        this.port = port;
    }

    @Override
    public void upload(String name, FileContent content) {
        try (Http2Connection connection = new Http2Connection("upload", port, true)) {
            HttpAnswer answer = new HttpAnswer((in, from, to) -> {});
            int call = connection.open(answer, false, Http2Frames.plain("PUT", "/" + name));
            new DataFrames(connection, call)
                    .content(content, 0, content.bytes())
                    .end();
            answer.await(connection);
        }
    }

    @Override
    public void download(String name, FileSink sink) {
        if (sink.position() != 0) {
            throw new IllegalArgumentException(
                    "position: " + sink.position() + " (expected: 0, no range is asked for)");
        }
        try (Http2Connection connection = new Http2Connection("download", port, true)) {
            HttpAnswer answer = new HttpAnswer(sink::take);
            connection.open(answer, true, Http2Frames.plain("GET", "/" + name));
            answer.await(connection);
            sink.end("");
        }
    }
}
