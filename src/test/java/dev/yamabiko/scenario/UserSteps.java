package dev.yamabiko.scenario;

import dev.yamabiko.proto.auth.v1.AuthServiceGrpc;
import dev.yamabiko.proto.auth.v1.LoginRequest;
import dev.yamabiko.proto.auth.v1.LoginResponse;
import dev.yamabiko.proto.user.v1.CreateUserRequest;
import dev.yamabiko.proto.user.v1.DeleteUserRequest;
import dev.yamabiko.proto.user.v1.GetUserRequest;
import dev.yamabiko.proto.user.v1.ListUsersRequest;
import dev.yamabiko.proto.user.v1.ListUsersResponse;
import dev.yamabiko.proto.user.v1.UpdateUserRequest;
import dev.yamabiko.proto.user.v1.User;
import dev.yamabiko.proto.user.v1.UserServiceGrpc;
import dev.yamabiko.proto.user.v1.UserServiceGrpc.UserServiceBlockingStub;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The steps of a scenario that are about users. Stateless but for the page that comes next. One thread.
 *
 * <pre>
 * &gt; user add EMAIL [name=n] [phone=p] [role=r] [password=p]
 * &gt; user get ID|EMAIL
 * &gt; user set ID [name=n] [phone=p] [role=r] [password=p]
 * &gt; user rm ID
 * &gt; user page [size=n]      the first page, or the next one: ids
 * &gt; user login EMAIL PASSWORD
 * </pre>
 */
final class UserSteps {

    private final Nodes nodes;
    private String next = "";

    UserSteps(Nodes nodes) {
        this.nodes = nodes;
    }

    List<String> run(Words words) {
        String verb = words.next();
        try {
            return List.of(
                    switch (verb) {
                        case "add" -> add(words);
                        case "get" -> get(words.next());
                        case "set" -> set(words);
                        case "rm" -> remove(words.next());
                        case "page" -> page((int) words.number("size"));
                        case "login" -> login(words);
                        default -> throw new IllegalArgumentException("user: " + verb + " (expected: a command)");
                    });
        } catch (StatusRuntimeException error) {
            return List.of(Lines.of(error));
        }
    }

    private String add(Words words) {
        return line(users().createUser(CreateUserRequest.newBuilder()
                .setEmail(words.next())
                .setName(words.one("name"))
                .setPhone(words.one("phone"))
                .setRole(words.one("role"))
                .setPassword(words.one("password"))
                .build()));
    }

    private String get(String who) {
        GetUserRequest.Builder request = GetUserRequest.newBuilder();
        return line(users().getUser(
                        (who.contains("@") ? request.setEmail(who) : request.setId(Integer.parseInt(who))).build()));
    }

    private String set(Words words) {
        UpdateUserRequest.Builder request = UpdateUserRequest.newBuilder()
                .setId(words.nextCount())
                .setName(words.one("name"))
                .setPhone(words.one("phone"));
        words.all("role").forEach(request::setRole);
        words.all("password").forEach(request::setPassword);
        return line(users().updateUser(request.build()));
    }

    private String remove(String id) {
        users().deleteUser(DeleteUserRequest.newBuilder()
                .setId(Integer.parseInt(id))
                .build());
        return "OK";
    }

    private String page(int size) {
        ListUsersResponse page = users().listUsers(ListUsersRequest.newBuilder()
                .setPageSize(size)
                .setPageToken(next)
                .build());
        next = page.getNextPageToken();
        return page.getUsersList().stream()
                        .map(user -> Integer.toString(user.getId()))
                        .collect(Collectors.joining(" "))
                + (next.isEmpty() ? ", the last" : ", more");
    }

    private String login(Words words) {
        LoginResponse login = AuthServiceGrpc.newBlockingStub(nodes.any())
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .login(LoginRequest.newBuilder()
                        .setEmail(words.next())
                        .setPassword(words.next())
                        .build());
        return line(login.getUser());
    }

    private static String line(User user) {
        return user.getId() + " " + user.getEmail() + " (" + user.getRole() + ") \"" + user.getName() + "\""
                + (user.getPhone().isEmpty() ? "" : " " + user.getPhone());
    }

    private UserServiceBlockingStub users() {
        return UserServiceGrpc.newBlockingStub(nodes.any()).withDeadlineAfter(20, TimeUnit.SECONDS);
    }
}
