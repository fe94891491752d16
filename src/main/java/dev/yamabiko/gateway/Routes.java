package dev.yamabiko.gateway;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.yamabiko.gateway.auth.Access;
import dev.yamabiko.gateway.auth.AuditedLogins;
import dev.yamabiko.gateway.auth.AuditedUsers;
import dev.yamabiko.gateway.auth.Gate;
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
import dev.yamabiko.proto.hub.v1.RenewTokenRequest;
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
import dev.yamabiko.proto.user.v1.CreateUserRequest;
import dev.yamabiko.proto.user.v1.DeleteUserRequest;
import dev.yamabiko.proto.user.v1.GetUserRequest;
import dev.yamabiko.proto.user.v1.ListUsersRequest;
import dev.yamabiko.proto.user.v1.UpdateUserRequest;
import dev.yamabiko.proto.user.v1.UserProto;
import dev.yamabiko.service.chat.ChatService;
import dev.yamabiko.service.editor.EditorService;
import dev.yamabiko.service.file.FileService;
import dev.yamabiko.service.hub.HubService;
import dev.yamabiko.service.log.LogService;
import dev.yamabiko.service.metric.MetricService;
import dev.yamabiko.service.notification.NotificationService;
import dev.yamabiko.service.user.UserService;

/** All RPCs of the hub, on one screen, each with what a call of it needs. */
final class Routes {

    private final Services services;
    private final HealthService health;
    private final TokenRenewal renewal;
    private final AuditedLogins logins;
    private final AuditedUsers added;

    Routes(Services services, HealthService health, TokenRenewal renewal, Gate gate) {
        this.services = services;
        this.health = health;
        this.renewal = renewal;
        this.logins = new AuditedLogins(services.auth(), services.revoke(), gate);
        this.added = new AuditedUsers(services.users(), gate);
    }

    /** Binds every RPC. */
    RpcBinder bind(RpcBinder binder) {
        bindLogs(binder);
        bindNotifications(binder);
        bindFiles(binder);
        bindMetrics(binder);
        bindChat(binder);
        bindEditor(binder);
        bindUsers(binder);
        bindLogins(binder);
        bindHub(binder);
        binder.conversation(
                        rpc(BatchProto.getDescriptor(), "ProcessBatch", Access.BATCHES_WRITE),
                        services.batches()::processBatch)
                .conversation(rpc(GameProto.getDescriptor(), "Play", Access.GAMES_WRITE), services.games()::play)
                .conversation(rpc(SyncProto.getDescriptor(), "Sync", Access.COLLECTIONS_WRITE), services.sync()::sync);
        FileDescriptor wellness = HealthProto.getDescriptor();
        binder.unary(rpc(wellness, "Check", Access.ANYBODY), HealthCheckRequest.parser(), health::check).stream(
                rpc(wellness, "Watch", Access.ANYBODY), HealthCheckRequest.parser(), health::watch);
        Rpc reflect = rpc(ReflectionProto.getDescriptor(), "ServerReflectionInfo", Access.HUB_READ);
        ReflectionService reflection = new ReflectionService(binder.services());
        return binder.dialogue(reflect, ServerReflectionRequest.parser(), reflection::answer)
                .alias(reflect, "grpc.reflection.v1alpha.ServerReflection");
    }

    private void bindLogs(RpcBinder binder) {
        LogService logs = services.logs();
        Rpc read = rpc(LogProto.getDescriptor(), "StreamLogs", Access.LOGS_READ);
        binder.stream(read, LogStreamRequest.parser(), logs::streamLogs)
                .upload(rpc(DataCollectionProto.getDescriptor(), "CollectLogs", Access.LOGS_WRITE), logs::collectLogs);
    }

    private void bindHub(RpcBinder binder) {
        HubService hub = services.hub();
        FileDescriptor file = HubProto.getDescriptor();
        binder.unary(rpc(file, "GetNode", Access.HUB_READ), GetNodeRequest.parser(), hub::getNode).stream(
                        rpc(file, "WatchNodes", Access.HUB_READ), WatchNodesRequest.parser(), hub::watchNodes)
                .unary(rpc(file, "ListTopics", Access.HUB_READ), ListTopicsRequest.parser(), hub::listTopics)
                .unary(rpc(file, "RenewToken", Access.ANY_TOKEN), RenewTokenRequest.parser(), renewal::renew);
    }

    private void bindNotifications(RpcBinder binder) {
        NotificationService notifications = services.notifications();
        FileDescriptor file = NotificationProto.getDescriptor();
        binder.stream(
                        rpc(file, "SubscribeToNotifications", Access.NOTIFICATIONS_READ),
                        SubscriptionRequest.parser(),
                        notifications::subscribe)
                .unary(
                        rpc(file, "SendNotification", Access.NOTIFICATIONS_WRITE),
                        SendNotificationRequest.parser(),
                        notifications::send)
                .unary(
                        rpc(file, "AcknowledgeNotifications", Access.NOTIFICATIONS_READ),
                        AcknowledgeNotificationsRequest.parser(),
                        notifications::acknowledge)
                .unary(
                        rpc(file, "GetQueue", Access.NOTIFICATIONS_READ),
                        GetQueueRequest.parser(),
                        notifications::getQueue);
    }

    private void bindFiles(RpcBinder binder) {
        FileService files = services.files();
        FileDescriptor file = FileProto.getDescriptor();
        binder.unary(rpc(file, "GetFileInfo", Access.FILES_READ), FileRequest.parser(), files::getFileInfo).stream(
                        rpc(file, "DownloadFile", Access.FILES_READ), FileRequest.parser(), files::downloadFile)
                .upload(rpc(file, "UploadFile", Access.FILES_WRITE), files::uploadFile)
                .unary(rpc(file, "GetUploadStatus", Access.FILES_WRITE), FileRequest.parser(), files::getUploadStatus)
                .stream(rpc(file, "ListFiles", Access.FILES_READ), ListFilesRequest.parser(), files::listFiles)
                .unary(rpc(file, "DeleteFile", Access.FILES_DELETE), FileRequest.parser(), files::deleteFile);
    }

    private void bindMetrics(RpcBinder binder) {
        MetricService metrics = services.metrics();
        FileDescriptor file = MetricsProto.getDescriptor();
        binder.stream(rpc(file, "StreamMetrics", Access.METRICS_READ), MetricsRequest.parser(), metrics::streamMetrics)
                .upload(rpc(file, "RecordMetrics", Access.METRICS_WRITE), metrics::recordMetrics)
                .upload(
                        rpc(DataCollectionProto.getDescriptor(), "CollectDataPoints", Access.METRICS_WRITE),
                        metrics::collectDataPoints);
    }

    private void bindEditor(RpcBinder binder) {
        EditorService editors = services.editors();
        FileDescriptor file = EditorProto.getDescriptor();
        binder.conversation(rpc(file, "Edit", Access.DOCUMENTS_WRITE), editors::edit)
                .unary(
                        rpc(file, "GetRevision", Access.DOCUMENTS_READ),
                        GetRevisionRequest.parser(),
                        editors::getRevision);
    }

    private void bindChat(RpcBinder binder) {
        ChatService chat = services.chat();
        FileDescriptor file = ChatProto.getDescriptor();
        binder.conversation(rpc(file, "Chat", Access.ROOMS_WRITE), chat::chat).stream(
                        rpc(file, "JoinRoom", Access.ROOMS_READ), JoinRoomRequest.parser(), chat::joinRoom)
                .unary(rpc(file, "ListMembers", Access.ROOMS_READ), ListMembersRequest.parser(), chat::listMembers);
    }

    private void bindUsers(RpcBinder binder) {
        UserService users = services.users();
        FileDescriptor file = UserProto.getDescriptor();
        binder.unary(rpc(file, "GetUser", Access.USERS_READ), GetUserRequest.parser(), users::getUser)
                .unary(rpc(file, "CreateUser", Access.USERS_WRITE), CreateUserRequest.parser(), added::createUser)
                .unary(rpc(file, "UpdateUser", Access.USERS_WRITE), UpdateUserRequest.parser(), users::updateUser)
                .unary(rpc(file, "DeleteUser", Access.USERS_WRITE), DeleteUserRequest.parser(), users::deleteUser)
                .unary(rpc(file, "ListUsers", Access.USERS_READ), ListUsersRequest.parser(), users::listUsers);
    }

    private void bindLogins(RpcBinder binder) {
        FileDescriptor file = AuthProto.getDescriptor();
        binder.unary(rpc(file, "Login", Access.ANYBODY), LoginRequest.parser(), logins::login)
                .unary(rpc(file, "Refresh", Access.ANYBODY), RefreshRequest.parser(), logins::refresh)
                .unary(rpc(file, "Revoke", Access.TOKEN_IF_ANY), RevokeRequest.parser(), logins::revoke);
    }

    private static Rpc rpc(FileDescriptor file, String name, Access access) {
        MethodDescriptor method = file.getServices().stream()
                .map(service -> service.findMethodByName(name))
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElseThrow();
        return new Rpc(method, access);
    }
}
