package dev.yamabiko.service;

import com.google.protobuf.Timestamp;
import dev.yamabiko.proto.user.v1.CreateUserRequest;
import dev.yamabiko.proto.user.v1.UpdateUserRequest;
import dev.yamabiko.proto.user.v1.User;
import dev.yamabiko.user.Email;
import dev.yamabiko.user.UserChange;
import dev.yamabiko.user.UserDraft;
import org.jspecify.annotations.Nullable;

/** Users as messages have them. Stateless. */
public final class UserForm {

    private UserForm() {}

    /** The message. */
    public static User of(dev.yamabiko.user.User user) {
        return User.newBuilder()
                .setId(user.id())
                .setEmail(user.email())
                .setName(user.name())
                .setPhone(user.phone())
                .setCreatedAt(time(user.created()))
                .setUpdatedAt(time(user.updated()))
                .setRole(user.role())
                .build();
    }

    /** The user to be. {@code password}: what is kept of it. */
    public static UserDraft draft(CreateUserRequest request, Email email, String password) {
        return new UserDraft(email, request.getName(), request.getPhone(), role(request), password);
    }

    /** The role of the user to be. */
    public static String role(CreateUserRequest request) {
        return request.getRole().isEmpty() ? dev.yamabiko.user.User.PLAIN : request.getRole();
    }

    /** What a user is to be from now on. {@code password}: what is kept of it; null: as before. */
    public static UserChange change(UpdateUserRequest request, @Nullable String password) {
        return new UserChange(
                request.getName(), request.getPhone(), request.hasRole() ? request.getRole() : null, password);
    }

    private static Timestamp time(long milliseconds) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(milliseconds, 1_000))
                .setNanos((int) Math.floorMod(milliseconds, 1_000L) * 1_000_000)
                .build();
    }
}
