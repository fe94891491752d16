package dev.yamabiko.cli.client;

import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;

/** The methods of the hub that commands call, with messages as bytes. Constants. */
public final class HubMethods {

    public static final ServiceMethod<Buffer, Buffer> STREAM_LOGS = method("log.v1", "LogService", "StreamLogs");
    public static final ServiceMethod<Buffer, Buffer> COLLECT_LOGS =
            method("datacollection.v1", "DataCollectionService", "CollectLogs");
    public static final ServiceMethod<Buffer, Buffer> WATCH_NODES = method("hub.v1", "HubService", "WatchNodes");
    public static final ServiceMethod<Buffer, Buffer> LIST_TOPICS = method("hub.v1", "HubService", "ListTopics");
    public static final ServiceMethod<Buffer, Buffer> GET_FILE_INFO = file("GetFileInfo");
    public static final ServiceMethod<Buffer, Buffer> DOWNLOAD_FILE = file("DownloadFile");
    public static final ServiceMethod<Buffer, Buffer> UPLOAD_FILE = file("UploadFile");
    public static final ServiceMethod<Buffer, Buffer> GET_UPLOAD_STATUS = file("GetUploadStatus");
    public static final ServiceMethod<Buffer, Buffer> LIST_FILES = file("ListFiles");
    public static final ServiceMethod<Buffer, Buffer> DELETE_FILE = file("DeleteFile");

    public static final ServiceMethod<Buffer, Buffer> STREAM_METRICS =
            method("metrics.v1", "MetricsService", "StreamMetrics");

    public static final ServiceMethod<Buffer, Buffer> CHAT = method("chat.v1", "ChatService", "Chat");

    public static final ServiceMethod<Buffer, Buffer> SEND_NOTIFICATION = notification("SendNotification");
    public static final ServiceMethod<Buffer, Buffer> SUBSCRIBE_TO_NOTIFICATIONS =
            notification("SubscribeToNotifications");
    public static final ServiceMethod<Buffer, Buffer> GET_QUEUE = notification("GetQueue");

    private HubMethods() {}

    private static ServiceMethod<Buffer, Buffer> notification(String method) {
        return method("notification.v1", "NotificationService", method);
    }

    private static ServiceMethod<Buffer, Buffer> file(String method) {
        return method("file.v1", "FileService", method);
    }

    private static ServiceMethod<Buffer, Buffer> method(String area, String service, String method) {
        return ServiceMethod.client(
                ServiceName.create(area, service), method, GrpcMessageEncoder.IDENTITY, GrpcMessageDecoder.IDENTITY);
    }
}
