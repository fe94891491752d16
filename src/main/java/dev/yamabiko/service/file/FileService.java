package dev.yamabiko.service.file;

import com.google.protobuf.Empty;
import dev.yamabiko.file.Content;
import dev.yamabiko.file.FileName;
import dev.yamabiko.file.UploadKey;
import dev.yamabiko.file.UploadState;
import dev.yamabiko.proto.file.v1.FileInfo;
import dev.yamabiko.proto.file.v1.FileRequest;
import dev.yamabiko.proto.file.v1.ListFilesRequest;
import dev.yamabiko.proto.file.v1.UploadResult;
import dev.yamabiko.proto.file.v1.UploadStatus;
import dev.yamabiko.service.ByteSink;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.Caller;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.Permissions.Action;
import dev.yamabiko.service.Upload;
import dev.yamabiko.stream.Sink;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Files in and out, for the calls of one event loop: created and used there. */
public final class FileService {

    private static final int LEAST_CHUNK = 1_024;
    private static final int MAX_LIMIT = 1_000_000;

    private final FileDesk desk;
    private final Permissions permissions;
    private final int inboundBytes;
    private final Set<FileDownload> downloads = new HashSet<>();

    /** {@code inboundBytes}: of one upload that may wait to be stored. */
    public FileService(FileDesk desk, Permissions permissions, int inboundBytes) {
        this.desk = desk;
        this.permissions = permissions;
        this.inboundBytes = inboundBytes;
    }

    /** {@code FileService/GetFileInfo}; throws {@link dev.yamabiko.service.ServiceError.InvalidRequest}. */
    public Future<FileInfo> getFileInfo(FileRequest request, CallMetadata call) {
        FileName name = permitted(request, call, Action.READ);
        return desk.ask(store -> store.find(name))
                .compose(entry -> entry == null
                        ? Future.failedFuture(FileForm.unknown(name))
                        : Future.succeededFuture(FileForm.of(entry)));
    }

    /** {@code FileService/DownloadFile}; throws {@link dev.yamabiko.service.ServiceError.InvalidRequest}. */
    public void downloadFile(FileRequest request, CallMetadata call, ByteSink sink) {
        FileName name = permitted(request, call, Action.READ);
        int most = desk.config().maxChunkBytes();
        boolean chosen = request.getChunkSize() != 0;
        new FieldRules()
                .range("chunk_size", chosen ? request.getChunkSize() : LEAST_CHUNK, LEAST_CHUNK, most)
                .range("offset", request.getOffset(), 0, Long.MAX_VALUE)
                .range("limit", request.getLimit(), 0, Long.MAX_VALUE)
                .check();
        int chunk = chosen ? request.getChunkSize() : desk.config().chunkBytes();
        FileDownload download = new FileDownload(desk, call.caller(), sink);
        downloads.add(download);
        sink.onClose(() -> downloads.remove(download));
        desk.ask(store -> {
                    Content content = store.content(name);
                    if (content == null) {
                        throw FileForm.unknown(name);
                    }
                    try {
                        return new FileRange(content, request.getOffset(), request.getLimit(), chunk);
                    } catch (RuntimeException error) {
                        content.close();
                        throw error;
                    }
                })
                .onSuccess(download::send)
                .onFailure(download::fail);
    }

    /** {@code FileService/UploadFile}. */
    public Upload<UploadResult> uploadFile(CallMetadata call) {
        return new FileUpload(desk, call.caller(), permissions, inboundBytes);
    }

    /** {@code FileService/GetUploadStatus}; throws {@link dev.yamabiko.service.ServiceError.InvalidRequest}. */
    public Future<UploadStatus> getUploadStatus(FileRequest request, CallMetadata call) {
        FileName name = permitted(request, call, Action.WRITE);
        UploadKey key = new UploadKey(call.caller().name(), name);
        return desk.ask(store -> store.upload(key))
                .compose(state -> state == null
                        ? Future.failedFuture(FileForm.unknown(name))
                        : Future.succeededFuture(status(name, state)));
    }

    /** {@code FileService/ListFiles}; throws {@link dev.yamabiko.service.ServiceError.InvalidRequest}. */
    public void listFiles(ListFilesRequest request, CallMetadata call, Sink sink) {
        new FieldRules()
                .bytes("prefix", request.getPrefix(), FileName.MAX_BYTES)
                .bytes("after", request.getAfter(), FileName.MAX_BYTES)
                .range("limit", request.getLimit(), 0, MAX_LIMIT)
                .check();
        Caller caller = call.caller();
        if (!request.getPrefix().isEmpty()) {
            permissions.require(caller, Action.READ, FileForm.permission(request.getPrefix()));
        }
        new FileList(
                        desk,
                        request,
                        name -> permissions.allow(caller, Action.READ, FileForm.permission(name.value())),
                        sink)
                .write();
    }

    /** {@code FileService/DeleteFile}; throws {@link dev.yamabiko.service.ServiceError.InvalidRequest}. */
    public Future<Empty> deleteFile(FileRequest request, CallMetadata call) {
        FileName name = permitted(request, call, Action.DELETE);
        return desk.delete(name).map(Empty.getDefaultInstance());
    }

    /** Ends downloads: the node is going away, and they go on elsewhere. */
    public void drain() {
        List.copyOf(downloads).forEach(FileDownload::drain);
    }

    /** The name of the file; throws {@link dev.yamabiko.service.ServiceError.Denied} if the caller may not. */
    private FileName permitted(FileRequest request, CallMetadata call, Action action) {
        FileName name = FileForm.name(request.getFilePath());
        permissions.require(call.caller(), action, FileForm.permission(name.value()));
        return name;
    }

    private static UploadStatus status(FileName name, UploadState state) {
        return UploadStatus.newBuilder()
                .setFilePath(name.value())
                .setOffset(state.stored())
                .setTotalSize(state.totalBytes())
                .setExpiresTime(state.expires())
                .build();
    }
}
