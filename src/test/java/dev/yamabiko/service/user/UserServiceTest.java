package dev.yamabiko.service.user;

import static dev.yamabiko.support.Answer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.proto.auth.v1.Revocation;
import dev.yamabiko.proto.user.v1.CreateUserRequest;
import dev.yamabiko.proto.user.v1.DeleteUserRequest;
import dev.yamabiko.proto.user.v1.GetUserRequest;
import dev.yamabiko.proto.user.v1.ListUsersRequest;
import dev.yamabiko.proto.user.v1.ListUsersResponse;
import dev.yamabiko.proto.user.v1.UpdateUserRequest;
import dev.yamabiko.proto.user.v1.User;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.auth.LoginFixture;
import dev.yamabiko.user.UserChange;
import dev.yamabiko.user.UserError;
import dev.yamabiko.user.UserStore;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users, on a real database. */
class UserServiceTest extends LoginFixture {

    private final Somebody caller = new Somebody("10.0.0.1");

    @Test
    void shouldKeepWhatItIsTold() {
        User added =
                create(draft("Ann@Example.com").setPhone("+41 (0)44 123-45.67").setRole("editor"));

        assertThat(added.getId()).isEqualTo(1);
        assertThat(added.getRole()).isEqualTo("editor");
        assertThat(added.getCreatedAt().getSeconds()).isEqualTo(NOW / 1_000);
        assertThat(get(GetUserRequest.newBuilder().setId(1))).isEqualTo(added);
        assertThat(get(GetUserRequest.newBuilder().setEmail("ann@example.COM"))).isEqualTo(added);
        assertThat(create(draft("bob@example.com")).getRole()).isEqualTo("user");
    }

    @Test
    void shouldKeepOneOfFiftyOfTheSameEmail() {
        List<Future<User>> creations = IntStream.range(0, 50)
                .mapToObj(i -> users.createUser(draft("ann@example.com").build(), caller))
                .toList();

        await(Future.join(creations).otherwiseEmpty());

        assertThat(creations).filteredOn(Future::succeeded).hasSize(1);
        assertThat(creations)
                .filteredOn(Future::failed)
                .hasSize(49)
                .allSatisfy(refused -> assertThat(refused.cause()).isInstanceOf(UserError.Exists.class));
    }

    @Test
    void shouldShowEachUserInOnePageWhileOthersAreAdded() {
        IntStream.range(0, 25).forEach(i -> create(draft("user" + i + "@example.com")));
        List<Integer> seen = new ArrayList<>();
        String token = "";
        int added = 0;

        do {
            ListUsersResponse page = await(users.listUsers(
                    ListUsersRequest.newBuilder()
                            .setPageSize(4)
                            .setPageToken(token)
                            .build(),
                    caller));
            page.getUsersList().forEach(user -> seen.add(user.getId()));
            token = page.getNextPageToken();
            if (added < 10) {
                create(draft("late" + added++ + "@example.com"));
            }
        } while (!token.isEmpty());

        assertThat(seen).doesNotHaveDuplicates().isSorted();
        assertThat(seen).containsAll(IntStream.rangeClosed(1, 25).boxed().toList());
    }

    @Test
    void shouldListAHundredIfNobodySaysHowMany() {
        IntStream.range(0, 101).forEach(i -> add("user" + i + "@example.com", ""));

        ListUsersResponse page = await(users.listUsers(ListUsersRequest.getDefaultInstance(), caller));

        assertThat(page.getUsersCount()).isEqualTo(100);
        assertThat(page.getNextPageToken()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-1,'',page_size", "1001,'',page_size", "1,x,page_token", "1,AQAAAAEAAAAA,page_token"})
    void shouldRefuseWhatIsNoPage(int size, String token, String field) {
        ListUsersRequest request = ListUsersRequest.newBuilder()
                .setPageSize(size)
                .setPageToken(token)
                .build();

        assertThatThrownBy(() -> users.listUsers(request, caller))
                .isInstanceOf(ServiceError.InvalidRequest.class)
                .hasMessageStartingWith(field);
    }

    @Test
    void shouldEndTokensWithAnotherPasswordOrRole() {
        create(draft("ann@example.com").setPassword("correct horse"));
        login("ann@example.com", "correct horse");

        User renamed = update(UpdateUserRequest.newBuilder().setId(1).setName("Anna"));
        assertThat(renamed.getName()).isEqualTo("Anna");
        assertThat(revocations()).isEmpty();

        update(UpdateUserRequest.newBuilder().setId(1).setName("Anna").setPassword("another horse"));
        update(UpdateUserRequest.newBuilder().setId(1).setName("Anna").setRole("editor"));

        assertThat(revocations()).extracting(Revocation::getUserId).containsExactly("1", "1");
        assertThatThrownBy(() -> login("ann@example.com", "correct horse")).isInstanceOf(UserError.LoginRefused.class);
        assertThat(login("ann@example.com", "another horse").getAccessToken()).isEqualTo("token of 1 as editor");
    }

    @Test
    void shouldTakeThePasswordAway() {
        create(draft("ann@example.com").setPassword("correct horse"));

        update(UpdateUserRequest.newBuilder().setId(1).setName("Ann").setPassword(""));

        assertThatThrownBy(() -> login("ann@example.com", "correct horse")).isInstanceOf(UserError.LoginRefused.class);
    }

    @Test
    void shouldEndTokensOfWhoIsDeletedAlsoWhereThatWasCutOffBefore() {
        create(draft("ann@example.com"));
        store.delete(1);

        assertThatThrownBy(() -> delete(1)).isInstanceOf(ServiceError.NotFound.class);
        assertThat(revocations()).hasSize(1);

        create(draft("bob@example.com"));
        delete(2);
        assertThat(revocations()).extracting(Revocation::getUserId).containsExactly("1", "2");
        assertThatThrownBy(() -> get(GetUserRequest.newBuilder().setId(2))).isInstanceOf(ServiceError.NotFound.class);
    }

    @Test
    void shouldAskWhoMayGiveOrTakeARole() {
        add("ann@example.com", "");
        create(draft("root@example.com").setRole("admin"));
        denied.add("WRITE roles/admin");

        assertDenied(() -> create(draft("eve@example.com").setRole("admin")));
        assertDenied(() ->
                update(UpdateUserRequest.newBuilder().setId(1).setName("Ann").setRole("admin")));
        assertDenied(() ->
                update(UpdateUserRequest.newBuilder().setId(2).setName("Root").setPassword("mine from now on")));
        assertDenied(() ->
                update(UpdateUserRequest.newBuilder().setId(2).setName("Root").setRole("user")));
        assertDenied(() -> delete(2));
        assertThat(store.find(2).role()).isEqualTo("admin");
        assertThat(update(UpdateUserRequest.newBuilder().setId(1).setName("Anna"))
                        .getName())
                .isEqualTo("Anna");
    }

    @ParameterizedTest
    @ValueSource(strings = {"update", "delete"})
    void shouldTouchNobodyWhoIsPromotedMeanwhile(String method) {
        add("ann@example.com", "correct horse");
        denied.add("WRITE roles/admin");
        Runnable touch = method.equals("delete")
                ? () -> delete(1)
                : () -> update(
                        UpdateUserRequest.newBuilder().setId(1).setName("Ann").setPassword("mine from now on"));
        UserStore inner = store;
        before(method, () -> inner.update(1, new UserChange(null, null, "admin", null)));

        assertThatThrownBy(touch::run).isInstanceOf(UserError.Changed.class);
        assertThatThrownBy(touch::run).as("once more").isInstanceOf(ServiceError.Denied.class);

        assertThat(login("ann@example.com", "correct horse").getUser().getRole())
                .isEqualTo("admin");
        assertThat(revocations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ users/1", "READ users", "WRITE users", "WRITE users/1", "DELETE users/1"})
    void shouldAskWhoMayDoEach(String permission) {
        add("ann@example.com", "");
        denied.addAll(List.of("READ users/1", "READ users", "WRITE users", "WRITE users/1", "DELETE users/1"));
        denied.remove(permission);

        List<Runnable> calls = List.of(
                () -> get(GetUserRequest.newBuilder().setId(1)),
                () -> await(users.listUsers(ListUsersRequest.getDefaultInstance(), caller)),
                () -> create(draft("bob@example.com")),
                () -> update(UpdateUserRequest.newBuilder().setId(1).setName("Anna")),
                () -> delete(1));

        assertThat(calls.stream().filter(UserServiceTest::isAllowed).count()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "email|ann",
                "email|ann@example.com'; DROP TABLE users; --",
                "name|\"\"",
                "name|An\u0000n",
                "phone|12",
                "phone|call me",
                "phone|+41 44 123 45 67 ext; DROP",
                "phone|123456789012345678901234567890123",
                "password|1234567",
                "role|admin,user",
                "role|admin; user",
                "role|roles/admin",
                "role|a1234567890123456789012345678901234567890123456789012345678901234"
            })
    void shouldNameTheFieldThatBreaksItsRuleAndNotItsValue(String field, String value) {
        CreateUserRequest.Builder request = draft("ann@example.com");
        request.setField(CreateUserRequest.getDescriptor().findFieldByName(field), value);

        assertThatThrownBy(() -> create(request))
                .isInstanceOfSatisfying(
                        ServiceError.InvalidRequest.class,
                        error -> assertThat(error.violations()).singleElement().satisfies(violation -> {
                            assertThat(violation.field()).isEqualTo(field);
                            assertThat(violation.description()).contains("(expected: ");
                            assertThat(value.isEmpty()
                                            || !violation.description().contains(value))
                                    .isTrue();
                        }));
        assertThat(store.list(0, 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Robert'); DROP TABLE users;--",
                "' OR '1'='1",
                "admin\" --",
                "%0d%0aSet-Cookie: a=b",
                "grpc-status: 0",
                "<script>alert(1)</script>",
                "${jndi:ldap://example.com/a}",
                "{\"$ne\": null}",
                "名前 \uD83D\uDE00"
            })
    void shouldTakeHostileTextForWhatItIs(String text) {
        User added = create(draft("o'hara--@example.com").setName(text).setPassword(text + "12345678"));

        assertThat(added.getName()).isEqualTo(text);
        assertThat(get(GetUserRequest.newBuilder().setEmail("O'Hara--@example.com"))
                        .getName())
                .isEqualTo(text);
        assertThat(login("o'hara--@example.com", text + "12345678").getUser()).isEqualTo(added);
    }

    private static boolean isAllowed(Runnable call) {
        try {
            call.run();
            return true;
        } catch (ServiceError.Denied refused) {
            return false;
        }
    }

    private static void assertDenied(Runnable call) {
        assertThat(isAllowed(call)).isFalse();
    }

    private static CreateUserRequest.Builder draft(String email) {
        return CreateUserRequest.newBuilder().setEmail(email).setName("somebody");
    }

    private User create(CreateUserRequest.Builder request) {
        return await(users.createUser(request.build(), caller));
    }

    private User get(GetUserRequest.Builder request) {
        return await(users.getUser(request.build(), caller));
    }

    private User update(UpdateUserRequest.Builder request) {
        return await(users.updateUser(request.build(), caller));
    }

    private void delete(int id) {
        await(users.deleteUser(DeleteUserRequest.newBuilder().setId(id).build(), caller));
    }
}
