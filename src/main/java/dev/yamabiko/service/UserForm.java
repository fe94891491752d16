package dev.yamabiko.service;

import com.google.protobuf.Timestamp;
import dev.yamabiko.proto.user.v1.User;

/** A user as clients see it. Stateless. */
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

    private static Timestamp time(long milliseconds) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(milliseconds, 1_000))
                .setNanos((int) Math.floorMod(milliseconds, 1_000L) * 1_000_000)
                .build();
    }
}
