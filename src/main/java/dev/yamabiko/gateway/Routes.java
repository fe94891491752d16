package dev.yamabiko.gateway;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.yamabiko.proto.auth.v1.AuthProto;
import dev.yamabiko.proto.auth.v1.LoginRequest;
import dev.yamabiko.proto.auth.v1.RefreshRequest;
import dev.yamabiko.proto.auth.v1.RevokeRequest;
import dev.yamabiko.proto.batch.v1.BatchProto;
import dev.yamabiko.proto.chat.v1.ChatProto;
import dev.yamabiko.proto.chat.v1.JoinRoomRequest;
import dev.yamabiko.proto.chat.v1.ListMembersRequest;
import dev.yamabiko.proto.datacollection.v1.DataCollectionProto;
import dev.yamabiko.proto.editor.v1.EditorProto;
import dev.yamabiko.proto.editor.v1.GetRevisionRequest;
import dev.yamabiko.proto.file.v1.FileProto;
import dev.yamabiko.proto.file.v1.FileRequest;
import dev.yamabiko.proto.file.v1.ListFilesRequest;
import dev.yamabiko.proto.game.v1.GameProto;
import dev.yamabiko.proto.grpc.health.v1.HealthCheckRequest;
import dev.yamabiko.proto.grpc.health.v1.HealthProto;
import dev.yamabiko.proto.grpc.reflection.v1.ReflectionProto;
import dev.yamabiko.proto.grpc.reflection.v1.ServerReflectionRequest;
import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.proto.hub.v1.HubProto;
import dev.yamabiko.proto.hub.v1.ListTopicsRequest;
import dev.yamabiko.proto.hub.v1.WatchNodesRequest;
import dev.yamabiko.proto.log.v1.LogProto;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.proto.metrics.v1.MetricsProto;
import dev.yamabiko.proto.metrics.v1.MetricsRequest;
import dev.yamabiko.proto.notification.v1.AcknowledgeNotificationsRequest;
import dev.yamabiko.proto.notification.v1.GetQueueRequest;
import dev.yamabiko.proto.notification.v1.NotificationProto;
import dev.yamabiko.proto.notification.v1.SendNotificationRequest;
import dev.yamabiko.proto.notification.v1.SubscriptionRequest;
import dev.yamabiko.proto.sync.v1.SyncProto;
import dev.yamabiko.service.chat.ChatService;
import dev.yamabiko.proto.user.v1.CreateUserRequest;
import dev.yamabiko.proto.user.v1.DeleteUserRequest;
import dev.yamabiko.proto.user.v1.GetUserRequest;
import dev.yamabiko.proto.user.v1.ListUsersRequest;
import dev.yamabiko.proto.user.v1.UpdateUserRequest;
import dev.yamabiko.proto.user.v1.UserProto;
import dev.yamabiko.service.editor.EditorService;
import dev.yamabiko.service.file.FileService;
import dev.yamabiko.service.hub.HubService;
import dev.yamabiko.service.log.LogService;
import dev.yamabiko.service.metric.MetricService;
import dev.yamabiko.service.notification.NotificationService;
import dev.yamabiko.service.user.UserService;

/** All RPCs of the hub, on one screen. */
final class Routes {

    private final Services services;
    private final HealthService health;

    Routes(Services services, HealthService health) {
        this.services = services;
        this.health = health;
    }

    /** Binds every RPC. */
    RpcBinder bind(RpcBinder binder) {
        LogService logs = services.logs();
        HubService hub = services.hub();
        bindNotifications(binder);
        bindFiles(binder);
        bindMetrics(binder);
        bindChat(binder);
        bindEditor(binder);
        bindUsers(binder);
        binder.conversation(rpc(BatchProto.getDescriptor(), "ProcessBatch"), services.batches()::processBatch)
                .conversation(rpc(GameProto.getDescriptor(), "Play"), services.games()::play)
                .conversation(rpc(SyncProto.getDescriptor(), "Sync"), services.sync()::sync);
        binder.stream(rpc(LogProto.getDescriptor(), "StreamLogs"), LogStreamRequest.parser(), logs::streamLogs)
                .upload(rpc(DataCollectionProto.getDescriptor(), "CollectLogs"), logs::collectLogs)
                .unary(rpc(HubProto.getDescriptor(), "GetNode"), GetNodeRequest.parser(), hub::getNode)
                .stream(rpc(HubProto.getDescriptor(), "WatchNodes"), WatchNodesRequest.parser(), hub::watchNodes)
                .unary(rpc(HubProto.getDescriptor(), "ListTopics"), ListTopicsRequest.parser(), hub::listTopics)
                .unary(rpc(HealthProto.getDescriptor(), "Check"), HealthCheckRequest.parser(), health::check)
                .stream(rpc(HealthProto.getDescriptor(), "Watch"), HealthCheckRequest.parser(), health::watch);
        MethodDescriptor reflect = rpc(ReflectionProto.getDescriptor(), "ServerReflectionInfo");
        ReflectionService reflection = new ReflectionService(binder.services());
        return binder.dialogue(reflect, ServerReflectionRequest.parser(), reflection::answer)
                .alias(reflect, "grpc.reflection.v1alpha.ServerReflection");
    }

    private void bindNotifications(RpcBinder binder) {
        NotificationService notifications = services.notifications();
        FileDescriptor file = NotificationProto.getDescriptor();
        binder.stream(rpc(file, "SubscribeToNotifications"), SubscriptionRequest.parser(), notifications::subscribe)
                .unary(rpc(file, "SendNotification"), SendNotificationRequest.parser(), notifications::send)
                .unary(
                        rpc(file, "AcknowledgeNotifications"),
                        AcknowledgeNotificationsRequest.parser(),
                        notifications::acknowledge)
                .unary(rpc(file, "GetQueue"), GetQueueRequest.parser(), notifications::getQueue);
    }

    private void bindFiles(RpcBinder binder) {
        FileService files = services.files();
        FileDescriptor file = FileProto.getDescriptor();
        binder.unary(rpc(file, "GetFileInfo"), FileRequest.parser(), files::getFileInfo).stream(
                        rpc(file, "DownloadFile"), FileRequest.parser(), files::downloadFile)
                .upload(rpc(file, "UploadFile"), files::uploadFile)
                .unary(rpc(file, "GetUploadStatus"), FileRequest.parser(), files::getUploadStatus)
                .stream(rpc(file, "ListFiles"), ListFilesRequest.parser(), files::listFiles)
                .unary(rpc(file, "DeleteFile"), FileRequest.parser(), files::deleteFile);
    }

    private void bindMetrics(RpcBinder binder) {
        MetricService metrics = services.metrics();
        FileDescriptor file = MetricsProto.getDescriptor();
        binder.stream(rpc(file, "StreamMetrics"), MetricsRequest.parser(), metrics::streamMetrics)
                .upload(rpc(file, "RecordMetrics"), metrics::recordMetrics)
                .upload(rpc(DataCollectionProto.getDescriptor(), "CollectDataPoints"), metrics::collectDataPoints);
    }

    private void bindEditor(RpcBinder binder) {
        EditorService editors = services.editors();
        FileDescriptor file = EditorProto.getDescriptor();
        binder.conversation(rpc(file, "Edit"), editors::edit)
                .unary(rpc(file, "GetRevision"), GetRevisionRequest.parser(), editors::getRevision);
    }

    private void bindChat(RpcBinder binder) {
        ChatService chat = services.chat();
        FileDescriptor file = ChatProto.getDescriptor();
        binder.conversation(rpc(file, "Chat"), chat::chat).stream(
                        rpc(file, "JoinRoom"), JoinRoomRequest.parser(), chat::joinRoom)
                .unary(rpc(file, "ListMembers"), ListMembersRequest.parser(), chat::listMembers);
    }

    private void bindUsers(RpcBinder binder) {
        UserService users = services.users();
        FileDescriptor user = UserProto.getDescriptor();
        FileDescriptor auth = AuthProto.getDescriptor();
        binder.unary(rpc(user, "GetUser"), GetUserRequest.parser(), users::getUser)
                .unary(rpc(user, "CreateUser"), CreateUserRequest.parser(), users::createUser)
                .unary(rpc(user, "UpdateUser"), UpdateUserRequest.parser(), users::updateUser)
                .unary(rpc(user, "DeleteUser"), DeleteUserRequest.parser(), users::deleteUser)
                .unary(rpc(user, "ListUsers"), ListUsersRequest.parser(), users::listUsers)
                .unary(rpc(auth, "Login"), LoginRequest.parser(), services.auth()::login)
                .unary(rpc(auth, "Refresh"), RefreshRequest.parser(), services.auth()::refresh)
                .unary(rpc(auth, "Revoke"), RevokeRequest.parser(), services.revoke()::revoke);
    }

    private static MethodDescriptor rpc(FileDescriptor file, String name) {
        return file.getServices().stream()
                .map(service -> service.findMethodByName(name))
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }
}
