package dev.yamabiko.support;

import com.google.protobuf.ByteString;
import dev.yamabiko.proto.file.v1.FileChunk;
import dev.yamabiko.proto.file.v1.FileInfo;
import dev.yamabiko.proto.file.v1.FileRequest;
import dev.yamabiko.proto.file.v1.FileServiceGrpc;
import dev.yamabiko.proto.file.v1.ListFilesRequest;
import dev.yamabiko.proto.file.v1.UploadResult;
import dev.yamabiko.proto.file.v1.UploadStatus;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The calls of FileService with grpc-java, for files that fit into memory. What a call answers is a value or thrown.
 */
public final class FileCalls {

    private static final Metadata.Key<com.google.rpc.Status> DETAILS = Metadata.Key.of(
            "grpc-status-details-bin", ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));
    private static final int SECONDS = 60;

    private final Channel channel;

    /** Over this channel. */
    public FileCalls(Channel channel) {
        this.channel = channel;
    }

    /** Uploads a whole file in chunks of so many bytes, with its size and checksum. */
    public UploadResult put(String name, byte[] content, int chunkBytes) {
        return send(chunks(name, content, 0, chunkBytes, sha256(content)));
    }

    /** Sends chunks as they are, and waits for the answer. */
    public UploadResult send(List<FileChunk> chunks) {
        CompletableFuture<UploadResult> answer = new CompletableFuture<>();
        StreamObserver<FileChunk> call = FileServiceGrpc.newStub(channel).uploadFile(completing(answer));
        chunks.forEach(call::onNext);
        call.onCompleted();
        return await(answer);
    }

    /** A part of a file, from a place to its end, as chunks. */
    public static List<FileChunk> chunks(String name, byte[] content, int from, int chunkBytes, String checksum) {
        List<FileChunk> chunks = new ArrayList<>();
        int at = from;
        do {
            int end = Math.min(content.length, at + chunkBytes);
            chunks.add(chunk(name, at, Arrays.copyOfRange(content, at, end))
                    .setTotalSize(content.length)
                    .setIsLastChunk(end == content.length)
                    .setChecksum(end == content.length ? checksum : "")
                    .build());
            at = end;
        } while (at < content.length);
        return chunks;
    }

    /** One chunk. */
    public static FileChunk.Builder chunk(String name, long offset, byte... data) {
        return FileChunk.newBuilder().setFilePath(name).setOffset(offset).setData(ByteString.copyFrom(data));
    }

    /** Downloads a whole file. */
    public byte[] get(String name) {
        return bytes(download(FileRequest.newBuilder().setFilePath(name).build()));
    }

    /** Downloads whatever is asked for. */
    public List<FileChunk> download(FileRequest request) {
        Iterator<FileChunk> chunks = FileServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
                .downloadFile(request);
        List<FileChunk> all = new ArrayList<>();
        chunks.forEachRemaining(all::add);
        return all;
    }

    /** The bytes of chunks. */
    public static byte[] bytes(List<FileChunk> chunks) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        chunks.forEach(chunk -> bytes.writeBytes(chunk.getData().toByteArray()));
        return bytes.toByteArray();
    }

    /** What is known of a file. */
    public FileInfo info(String name) {
        return blocking().getFileInfo(named(name));
    }

    /** How far an upload is. */
    public UploadStatus status(String name) {
        return blocking().getUploadStatus(named(name));
    }

    /** Deletes a file. */
    public void delete(String name) {
        var unused = blocking().deleteFile(named(name));
    }

    /** Names of the files that begin so. */
    public List<String> names(String prefix) {
        return list(ListFilesRequest.newBuilder().setPrefix(prefix).build()).stream()
                .map(FileInfo::getFilePath)
                .toList();
    }

    /** The files that are asked for. */
    public List<FileInfo> list(ListFilesRequest request) {
        List<FileInfo> all = new ArrayList<>();
        blocking().listFiles(request).forEachRemaining(all::add);
        return all;
    }

    /** Names a file. */
    public static FileRequest named(String name) {
        return FileRequest.newBuilder().setFilePath(name).build();
    }

    /** Lower-case hexadecimal. */
    public static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException error) {
            throw new IllegalStateException(error);
        }
    }

    /** Status and reason of a call that failed, such as {@code NOT_FOUND NOT_FOUND}. */
    public static String reason(Throwable error) {
        Metadata trailers = error instanceof StatusRuntimeException unchecked
                ? unchecked.getTrailers()
                : ((StatusException) error).getTrailers();
        return Status.fromThrowable(error).getCode() + " " + reason(trailers);
    }

    private static String reason(@Nullable Metadata trailers) {
        com.google.rpc.Status details = trailers == null ? null : trailers.get(DETAILS);
        try {
            return details == null
                    ? ""
                    : details.getDetails(0)
                            .unpack(com.google.rpc.ErrorInfo.class)
                            .getReason();
        } catch (com.google.protobuf.InvalidProtocolBufferException error) {
            throw new IllegalStateException(error);
        }
    }

    private FileServiceGrpc.FileServiceBlockingStub blocking() {
        return FileServiceGrpc.newBlockingStub(channel).withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
    }

    private static UploadResult await(CompletableFuture<UploadResult> answer) {
        try {
            return answer.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException error) {
            throw (StatusRuntimeException) error.getCause();
        } catch (Exception error) {
            throw new AssertionError(error);
        }
    }

    private static StreamObserver<UploadResult> completing(CompletableFuture<UploadResult> answer) {
        return new StreamObserver<>() {
            @Override
            public void onNext(UploadResult result) {
                answer.complete(result);
            }

            @Override
            public void onError(Throwable error) {
                answer.completeExceptionally(error);
            }

            @Override
            public void onCompleted() {
                answer.completeExceptionally(new AssertionError("no result"));
            }
        };
    }
}
