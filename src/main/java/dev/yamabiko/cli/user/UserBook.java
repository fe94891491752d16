package dev.yamabiko.cli.user;

import dev.yamabiko.proto.user.v1.CreateUserRequest;
import dev.yamabiko.proto.user.v1.UpdateUserRequest;
import dev.yamabiko.proto.user.v1.User;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The users of a hub, wherever they are reached. Every method may throw
 * {@link dev.yamabiko.cli.terminal.CommandFailure}. For one thread.
 */
interface UserBook extends AutoCloseable {

    /** Adds a user. */
    User add(CreateUserRequest draft) throws InterruptedException;

    /** Finds one by id, or by email; null: there is none. */
    @Nullable
    User find(String who) throws InterruptedException;

    /** Reads all of them. */
    void all(Consumer<User> reader) throws InterruptedException;

    /** Deletes one. */
    void remove(User user) throws InterruptedException;

    /** Changes one. */
    User change(UpdateUserRequest change) throws InterruptedException;

    @Override
    void close();
}
