package dev.yamabiko.chaos.rig;

import dev.yamabiko.proto.file.v1.FileChunk;
import dev.yamabiko.proto.file.v1.FileRequest;
import dev.yamabiko.proto.file.v1.FileServiceGrpc;
import dev.yamabiko.support.Await;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** One DownloadFile call, of which nothing is kept but the checksum; it may stall. Used by one thread. */
public final class FileDownload {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final ClientCall<FileRequest, FileChunk> call;
    private final MessageDigest digest = BigFile.digest();
    private final boolean stalls;
    private volatile long bytes;
    private volatile String claimed = "";
    private volatile @Nullable Status status;

    /** Begins; {@code stalls}: takes one chunk and no more until {@link #goOn}. */
    public FileDownload(Channel channel, String name, boolean stalls) {
        this.stalls = stalls;
        call = channel.newCall(FileServiceGrpc.getDownloadFileMethod(), CallOptions.DEFAULT);
        call.start(new Listener(), new Metadata());
        call.sendMessage(FileRequest.newBuilder().setFilePath(name).build());
        call.halfClose();
        call.request(stalls ? 1 : 16);
    }

    /** Bytes that have come. */
    public long bytes() {
        return bytes;
    }

    /** Takes everything from now on. */
    public void goOn() {
        call.request(Integer.MAX_VALUE);
    }

    /** Gives it up. */
    public void cancel() {
        call.cancel("given up", null);
    }

    /** Waits for the end, and gives the checksum of what came; fails if that is not what the hub says. */
    public String checksum() {
        Await.until("the end of a download", LIMIT, () -> status != null);
        String actual = HexFormat.of().formatHex(digest.digest());
        if (!java.util.Objects.requireNonNull(status).isOk() || !actual.equals(claimed)) {
            throw new AssertionError("download: " + status + ", checksum " + actual + ", said to be " + claimed);
        }
        return actual;
    }

    private final class Listener extends ClientCall.Listener<FileChunk> {
        @Override
        public void onMessage(FileChunk chunk) {
            digest.update(chunk.getData().asReadOnlyByteBuffer());
            bytes = chunk.getOffset() + chunk.getData().size();
            if (chunk.getIsLastChunk()) {
                claimed = chunk.getChecksum();
            }
            if (!stalls) {
                call.request(1);
            }
        }

        @Override
        public void onClose(Status closed, Metadata trailers) {
            status = closed;
        }
    }
}
