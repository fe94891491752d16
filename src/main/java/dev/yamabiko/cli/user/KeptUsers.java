package dev.yamabiko.cli.user;

import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.proto.user.v1.CreateUserRequest;
import dev.yamabiko.proto.user.v1.UpdateUserRequest;
import dev.yamabiko.proto.user.v1.User;
import dev.yamabiko.service.Permissions.Action;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.UserForm;
import dev.yamabiko.service.UserRules;
import dev.yamabiko.user.Account;
import dev.yamabiko.user.Email;
import dev.yamabiko.user.PasswordHasher;
import dev.yamabiko.user.UserError;
import dev.yamabiko.user.UserStore;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The users of a hub in its database, whether it runs or not. Logins end there as they do in a hub; tokens of calls
 * that are out are accepted until they expire. For one thread.
 *
 * @param audit told what was done to which user
 */
record KeptUsers(UserStore store, PasswordHasher hasher, BiConsumer<Action, Integer> audit) implements UserBook {

    private static final int PAGE = 1_000;

    @Override
    public User add(CreateUserRequest draft) {
        return said(() -> {
            Email email = UserRules.check(draft);
            dev.yamabiko.user.User added = store.create(UserForm.draft(draft, email, kept(draft.getPassword())));
            audit.accept(Action.WRITE, added.id());
            return UserForm.of(added);
        });
    }

    @Override
    public @Nullable User find(String who) {
        return said(() -> {
            int id = UserPlace.id(who);
            Email email = id > 0 ? null : Email.of(who);
            Account account = email == null ? null : store.account(email);
            dev.yamabiko.user.User user = account == null ? store.find(id) : account.user();
            return user == null ? null : UserForm.of(user);
        });
    }

    @Override
    public void all(Consumer<User> reader) {
        said(() -> {
            int last = 0;
            for (List<dev.yamabiko.user.User> page = store.list(last, PAGE);
                    !page.isEmpty();
                    page = store.list(last, PAGE)) {
                page.stream().map(UserForm::of).forEach(reader);
                last = page.get(page.size() - 1).id();
            }
            return last;
        });
    }

    @Override
    public void remove(User user) {
        said(() -> {
            boolean removed = store.delete(user.getId());
            if (removed) {
                audit.accept(Action.DELETE, user.getId());
            }
            return removed;
        });
    }

    @Override
    public User change(UpdateUserRequest change) {
        return said(() -> {
            UserRules.check(change);
            String password = change.hasPassword() ? kept(change.getPassword()) : null;
            dev.yamabiko.user.User changed = store.update(change.getId(), UserForm.change(change, password));
            if (changed == null) {
                throw new CommandFailure("user " + change.getId() + ": not there any more");
            }
            audit.accept(Action.WRITE, changed.id());
            return UserForm.of(changed);
        });
    }

    @Override
    public void close() {
        store.close();
    }

    private String kept(String password) {
        return password.isEmpty() ? "" : hasher.hash(password);
    }

    /** What a hub would answer, in words. */
    private static <T extends @Nullable Object> T said(Supplier<T> work) {
        try {
            return work.get();
        } catch (UserError.Unavailable error) {
            Throwable cause = error.getCause();
            throw new CommandFailure(error.getMessage() + (cause == null ? "" : ": " + cause.getMessage()), error);
        } catch (UserError | ServiceError error) {
            throw new CommandFailure(String.valueOf(error.getMessage()), error);
        }
    }
}
