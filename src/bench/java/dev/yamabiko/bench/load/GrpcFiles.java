package dev.yamabiko.bench.load;

import dev.yamabiko.proto.file.v1.FileChunk;
import dev.yamabiko.proto.file.v1.FileRequest;
import dev.yamabiko.proto.file.v1.UploadResult;
import java.nio.ByteBuffer;

/** UploadFile and DownloadFile over {@link Http2Connection}. Used by one thread. */
public final class GrpcFiles implements FileLoad {

    private static final String UPLOAD = "/file.v1.FileService/UploadFile";
    private static final String DOWNLOAD = "/file.v1.FileService/DownloadFile";
    private static final byte DATA_TAG = FileChunk.DATA_FIELD_NUMBER << 3 | 2;

    /** The hub's default for a download. */
    private static final int CHUNK_BYTES = 64 << 10;

    private final int port;

    /** Clients of one server. */
    public GrpcFiles(int port) {
        this.port = port;
    }

    @Override
    public void upload(String name, FileContent content) {
        try (Http2Connection connection = new Http2Connection("upload", port, true)) {
            GrpcAnswer answer = new GrpcAnswer();
            DataFrames frames = new DataFrames(connection, connection.open(UPLOAD, answer));
            for (long at = 0; at < content.bytes(); at += CHUNK_BYTES) {
                chunk(frames, name, content, at);
            }
            frames.end();
            UploadResult result = answer.await(connection, UploadResult.parser());
            if (!result.getStatus().equals("OK") || result.getTotalSize() != content.bytes()) {
                throw new IllegalStateException("upload: " + result + " (expected: OK, " + content.bytes() + " bytes)");
            }
        }
    }

    @Override
    public void download(String name, FileSink sink) {
        try (Http2Connection connection = new Http2Connection("download", port, true)) {
            GrpcChunks chunks = new GrpcChunks(sink);
            FileRequest request = FileRequest.newBuilder()
                    .setFilePath(name)
                    .setOffset(sink.position())
                    .build();
            new DataFrames(connection, connection.open(DOWNLOAD, chunks))
                    .message(request)
                    .end();
            chunks.await(connection);
        }
    }

    /** A chunk from a position on: its small fields, then the data as it lies. */
    private static void chunk(DataFrames frames, String name, FileContent content, long position) {
        int length = (int) Math.min(CHUNK_BYTES, content.bytes() - position);
        byte[] fields = FileChunk.newBuilder()
                .setFilePath(position == 0 ? name : "")
                .setOffset(position)
                .setTotalSize(content.bytes())
                .setIsLastChunk(position + length == content.bytes())
                .build()
                .toByteArray();
        byte[] data = tagAndLength(length);
        frames.prefix(fields.length + data.length + length)
                .bytes(fields)
                .bytes(data)
                .content(content, position, length);
    }

    private static byte[] tagAndLength(int length) {
        ByteBuffer out = ByteBuffer.allocate(6).put(DATA_TAG);
        int rest = length;
        for (; rest > 0x7F; rest >>>= 7) {
            out.put((byte) (rest | 0x80));
        }
        out.put((byte) rest).flip();
        byte[] bytes = new byte[out.remaining()];
        out.get(bytes);
        return bytes;
    }
}
