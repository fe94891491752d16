package dev.yamabiko.service.user;

import com.google.protobuf.Empty;
import dev.yamabiko.proto.user.v1.CreateUserRequest;
import dev.yamabiko.proto.user.v1.DeleteUserRequest;
import dev.yamabiko.proto.user.v1.GetUserRequest;
import dev.yamabiko.proto.user.v1.ListUsersRequest;
import dev.yamabiko.proto.user.v1.ListUsersResponse;
import dev.yamabiko.proto.user.v1.UpdateUserRequest;
import dev.yamabiko.proto.user.v1.User;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.Caller;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.Permissions.Action;
import dev.yamabiko.service.Revocations;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.UserDesk;
import dev.yamabiko.service.UserForm;
import dev.yamabiko.service.UserRules;
import dev.yamabiko.user.Account;
import dev.yamabiko.user.Email;
import dev.yamabiko.user.UserChange;
import dev.yamabiko.user.UserError;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Users, for the calls of all event loops. Thread-safe. */
public final class UserService {

    private static final int DEFAULT_SIZE = 100;

    private final UserDesk desk;
    private final UserDesk admins;
    private final Revocations revocations;
    private final Permissions permissions;

    /** {@code revocations}: told of whoever has to log in again. */
    public UserService(UserDesk desk, Revocations revocations, Permissions permissions) {
        this.desk = desk;
        this.admins = desk.admins();
        this.revocations = revocations;
        this.permissions = permissions;
    }

    /** {@code UserService/GetUser}; throws {@link ServiceError}. */
    public Future<User> getUser(GetUserRequest request, CallMetadata call) {
        Email email = UserCheck.get(request);
        permissions.require(call.caller(), Action.READ, email == null ? name(request.getId()) : "users");
        return (email == null ? find(desk, request.getId()) : find(email)).map(UserForm::of);
    }

    /** {@code UserService/CreateUser}; throws {@link ServiceError}. */
    public Future<User> createUser(CreateUserRequest request, CallMetadata call) {
        Email email = UserRules.check(request);
        permissions.require(call.caller(), Action.WRITE, "users");
        requireRole(call.caller(), UserForm.role(request));
        return admins.hash(request.getPassword())
                .compose(password -> admins.ask(store -> store.create(UserForm.draft(request, email, password))))
                .map(UserForm::of);
    }

    /** {@code UserService/UpdateUser}; throws {@link ServiceError}. */
    public Future<User> updateUser(UpdateUserRequest request, CallMetadata call) {
        UserRules.check(request);
        int id = request.getId();
        Caller caller = call.caller();
        permissions.require(caller, Action.WRITE, name(id));
        if (request.hasRole()) {
            requireRole(caller, request.getRole());
        }
        return find(admins, id)
                .compose(user -> {
                    requireRole(caller, user.role());
                    return change(request, user);
                })
                .map(UserForm::of);
    }

    /** {@code UserService/DeleteUser}; throws {@link ServiceError}. */
    public Future<Empty> deleteUser(DeleteUserRequest request, CallMetadata call) {
        int id = request.getId();
        UserCheck.id(id);
        Caller caller = call.caller();
        permissions.require(caller, Action.DELETE, name(id));
        return admins.<dev.yamabiko.user.@Nullable User>ask(store -> store.find(id))
                .compose(user -> {
                    if (user != null) {
                        requireRole(caller, user.role());
                    }
                    return admins.ask(store -> store.delete(id, user == null ? null : user.role()))
                            .compose(deleted -> deleted || user == null
                                    ? Future.succeededFuture(deleted)
                                    : Future.failedFuture(new UserError.Changed()));
                })
                // Also where it is not there: it may have been deleted by a call that was cut off before it came to
                // this.
                .compose(deleted -> revocations.user(id).map(deleted))
                .compose(deleted -> deleted
                        ? Future.succeededFuture(Empty.getDefaultInstance())
                        : Future.failedFuture(unknown(id)));
    }

    /** {@code UserService/ListUsers}; throws {@link ServiceError}. */
    public Future<ListUsersResponse> listUsers(ListUsersRequest request, CallMetadata call) {
        int after = UserCheck.list(request);
        permissions.require(call.caller(), Action.READ, "users");
        int size = request.getPageSize() == 0 ? DEFAULT_SIZE : request.getPageSize();
        return desk.ask(store -> store.list(after, size + 1)).map(found -> page(found, size));
    }

    private static ListUsersResponse page(List<dev.yamabiko.user.User> found, int size) {
        ListUsersResponse.Builder page = ListUsersResponse.newBuilder();
        found.stream().limit(size).map(UserForm::of).forEach(page::addUsers);
        if (found.size() > size) {
            page.setNextPageToken(PageToken.of(found.get(size - 1).id()));
        }
        return page.build();
    }

    /** As long as the user has the role that the caller may take over. */
    private Future<dev.yamabiko.user.User> change(UpdateUserRequest request, dev.yamabiko.user.User seen) {
        return (request.hasPassword()
                        ? admins.hash(request.getPassword())
                        : Future.<@Nullable String>succeededFuture(null))
                .compose(password -> {
                    UserChange change = UserForm.change(request, password);
                    return admins.ask(store -> store.update(seen.id(), seen.role(), change))
                            .compose(user ->
                                    user == null ? Future.failedFuture(new UserError.Changed()) : end(change, user));
                });
    }

    private Future<dev.yamabiko.user.User> end(UserChange change, dev.yamabiko.user.User user) {
        return change.endsLogins() ? revocations.user(user.id()).map(user) : Future.succeededFuture(user);
    }

    private static Future<dev.yamabiko.user.User> find(UserDesk desk, int id) {
        return desk.<dev.yamabiko.user.@Nullable User>ask(store -> store.find(id))
                .compose(user -> user == null ? Future.failedFuture(unknown(id)) : Future.succeededFuture(user));
    }

    private Future<dev.yamabiko.user.User> find(Email email) {
        return desk.<@Nullable Account>ask(store -> store.account(email))
                .compose(account -> account == null
                        ? Future.failedFuture(new ServiceError.NotFound("email: of nobody (expected: a user's)"))
                        : Future.succeededFuture(account.user()));
    }

    /** What only some have, only some may give, or take over. */
    private void requireRole(Caller caller, String role) {
        if (!role.equals(dev.yamabiko.user.User.PLAIN)) {
            permissions.require(caller, Action.WRITE, "roles/" + role);
        }
    }

    private static String name(int id) {
        return "users/" + id;
    }

    private static ServiceError unknown(int id) {
        return new ServiceError.NotFound("id: " + id + " (expected: a user there is)");
    }
}
