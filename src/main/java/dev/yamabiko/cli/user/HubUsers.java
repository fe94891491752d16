package dev.yamabiko.cli.user;

import com.google.protobuf.Empty;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.HubMethods;
import dev.yamabiko.cli.client.Question;
import dev.yamabiko.proto.user.v1.CreateUserRequest;
import dev.yamabiko.proto.user.v1.DeleteUserRequest;
import dev.yamabiko.proto.user.v1.GetUserRequest;
import dev.yamabiko.proto.user.v1.ListUsersRequest;
import dev.yamabiko.proto.user.v1.ListUsersResponse;
import dev.yamabiko.proto.user.v1.UpdateUserRequest;
import dev.yamabiko.proto.user.v1.User;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The users of a hub that runs. For one thread. */
record HubUsers(HubClient client, Question question) implements UserBook {

    private static final int PAGE = 1_000;

    @Override
    public User add(CreateUserRequest draft) throws InterruptedException {
        return question.ask(HubMethods.CREATE_USER, draft, User.parser());
    }

    @Override
    public @Nullable User find(String who) throws InterruptedException {
        int id = UserPlace.id(who);
        GetUserRequest.Builder request = GetUserRequest.newBuilder();
        return question.find(
                HubMethods.GET_USER, (id > 0 ? request.setId(id) : request.setEmail(who)).build(), User.parser());
    }

    @Override
    public void all(Consumer<User> reader) throws InterruptedException {
        String token = "";
        do {
            ListUsersRequest request = ListUsersRequest.newBuilder()
                    .setPageSize(PAGE)
                    .setPageToken(token)
                    .build();
            ListUsersResponse page = question.ask(HubMethods.LIST_USERS, request, ListUsersResponse.parser());
            page.getUsersList().forEach(reader);
            token = page.getNextPageToken();
        } while (!token.isEmpty());
    }

    @Override
    public void remove(User user) throws InterruptedException {
        DeleteUserRequest request =
                DeleteUserRequest.newBuilder().setId(user.getId()).build();
        question.ask(HubMethods.DELETE_USER, request, Empty.parser());
    }

    @Override
    public User change(UpdateUserRequest change) throws InterruptedException {
        return question.ask(HubMethods.UPDATE_USER, change, User.parser());
    }

    @Override
    public void close() {
        client.close();
    }
}
