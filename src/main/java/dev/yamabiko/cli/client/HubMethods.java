package dev.yamabiko.cli.client;

import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import org.jspecify.annotations.Nullable;

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

    public static final ServiceMethod<Buffer, Buffer> LOGIN = method("auth.v1", "AuthService", "Login");
    public static final ServiceMethod<Buffer, Buffer> REFRESH = method("auth.v1", "AuthService", "Refresh");
    public static final ServiceMethod<Buffer, Buffer> REVOKE = method("auth.v1", "AuthService", "Revoke");

    public static final ServiceMethod<Buffer, Buffer> GET_USER = user("GetUser");
    public static final ServiceMethod<Buffer, Buffer> CREATE_USER = user("CreateUser");
    public static final ServiceMethod<Buffer, Buffer> UPDATE_USER = user("UpdateUser");
    public static final ServiceMethod<Buffer, Buffer> DELETE_USER = user("DeleteUser");
    public static final ServiceMethod<Buffer, Buffer> LIST_USERS = user("ListUsers");

    private HubMethods() {}

    /** Says in a call who calls; null: nobody. */
    static void authorize(GrpcClientRequest<?, ?> request, @Nullable String token) {
        if (token != null) {
            request.headers().set("authorization", "Bearer " + token);
        }
    }

    /** Whether it matters who calls: those with which a client gets its tokens have none. */
    static boolean needsToken(ServiceMethod<Buffer, Buffer> method) {
        return method != LOGIN && method != REFRESH;
    }

    private static ServiceMethod<Buffer, Buffer> user(String method) {
        return method("user.v1", "UserService", method);
    }

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
