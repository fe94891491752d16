package dev.yamabiko.gateway.auth;

import dev.yamabiko.proto.user.v1.CreateUserRequest;
import dev.yamabiko.proto.user.v1.User;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.user.UserService;
import io.vertx.core.Future;

/** Users that are written down once they have an id: before, there was none to ask permission for. Thread-safe. */
public record AuditedUsers(UserService users, Gate gate) {

    /** {@code UserService/CreateUser}; throws what it throws. */
    public Future<User> createUser(CreateUserRequest request, CallMetadata call) {
        AuditLog audit = gate.audit();
        Future<User> created = users.createUser(request, call);
        return audit == null
                ? created
                : created.onSuccess(user -> audit.allowed(call.caller(), AuditEntry.CREATE, "users/" + user.getId()));
    }
}
