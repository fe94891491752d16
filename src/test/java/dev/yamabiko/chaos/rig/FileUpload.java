package dev.yamabiko.chaos.rig;

import dev.yamabiko.proto.file.v1.FileChunk;
import dev.yamabiko.proto.file.v1.FileServiceGrpc;
import dev.yamabiko.proto.file.v1.UploadResult;
import dev.yamabiko.support.Await;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One UploadFile call: sends as fast as it may, and says how it ended. Used by one thread. */
public final class FileUpload {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final ClientCall<FileChunk, UploadResult> call;
    private volatile @Nullable UploadResult result;
    private volatile @Nullable Status status;

    /** Begins a call. */
    public FileUpload(Channel channel) {
        call = channel.newCall(FileServiceGrpc.getUploadFileMethod(), CallOptions.DEFAULT.withWaitForReady());
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(UploadResult message) {
                        result = message;
                    }

                    @Override
                    public void onClose(Status closed, Metadata trailers) {
                        status = closed;
                    }
                },
                new Metadata());
        call.request(2);
    }

    /** Sends a part of a file, up to a place, or until the call is over; at the end with its checksum. */
    public void send(BigFile file, long from, long to, int chunkBytes) {
        for (long at = from; at < to || at == 0; at += chunkBytes) {
            Await.until("room in an upload", LIMIT, () -> call.isReady() || status != null);
            if (status != null) {
                return;
            }
            FileChunk chunk = file.chunk(at, (int) Math.min(chunkBytes, to - at));
            boolean last = at + chunk.getData().size() == file.size();
            call.sendMessage(
                    last
                            ? chunk.toBuilder()
                                    .setIsLastChunk(true)
                                    .setChecksum(file.checksum())
                                    .build()
                            : chunk);
        }
    }

    /** Gives it up. */
    public void cancel() {
        call.cancel("given up", null);
    }

    /** Says that this was all, and waits for the answer; fails if there is none. */
    public UploadResult finish() {
        call.halfClose();
        Status ended = end();
        UploadResult answer = result;
        if (!ended.isOk() || answer == null) {
            throw new AssertionError("upload: " + ended);
        }
        return answer;
    }

    /** Waits until the call is over. */
    public Status end() {
        Await.until("the end of an upload", LIMIT, () -> status != null);
        return java.util.Objects.requireNonNull(status);
    }
}
