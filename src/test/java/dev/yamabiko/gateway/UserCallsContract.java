package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.user.v1.CreateUserRequest;
import dev.yamabiko.proto.user.v1.DeleteUserRequest;
import dev.yamabiko.proto.user.v1.GetUserRequest;
import dev.yamabiko.proto.user.v1.ListUsersRequest;
import dev.yamabiko.proto.user.v1.ListUsersResponse;
import dev.yamabiko.proto.user.v1.UpdateUserRequest;
import dev.yamabiko.proto.user.v1.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users over real gRPC, at a hub that asks for tokens, whatever database they are in. */
@Timeout(60)
abstract class UserCallsContract {

    private static final Path HOSTILE = Path.of("src/test/resources/hostile-users.txt");
    private static final int FIFTY = 50;
    private static final int PAGE = 7;

    @TempDir
    Path folder;

    private RunningHub hub;
    private UserCalls calls;

    /** What the configuration says of the journal. */
    abstract String journal();

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.start(
                folder, "auth: {enabled: true}\nlogs: {own-entries: false}\njournal: " + journal() + "\n");
        calls = UserCalls.asAdmin(hub.port(), folder);
    }

    @AfterEach
    void stop() throws Exception {
        calls.close();
        hub.close();
    }

    @Test
    void shouldMakeOneUserOfFiftyCreationsOfAnEmailAtOnce() {
        List<CompletableFuture<String>> creations = IntStream.range(0, FIFTY)
                .mapToObj(i -> calls.createLater(draft(i % 2 == 0 ? "ann@example.com" : "ANN@Example.COM")))
                .toList();

        List<String> outcomes = creations.stream().map(CompletableFuture::join).toList();

        assertThat(outcomes).filteredOn("OK"::equals).hasSize(1);
        assertThat(outcomes).filteredOn("ALREADY_EXISTS USER_EXISTS"::equals).hasSize(FIFTY - 1);
        assertThat(all()).extracting(User::getId).containsExactly(1, 2);
    }

    @Test
    void shouldShowEachUserInOnePageWhileOthersAreAddedAndDeleted() {
        IntStream.range(0, FIFTY).forEach(i -> calls.create(draft("early" + i + "@example.com")));
        List<CompletableFuture<String>> creations = new ArrayList<>();
        List<Integer> seen = new ArrayList<>();
        Set<Integer> deleted = new HashSet<>();
        String token = "";

        for (boolean first = true; first || !token.isEmpty(); first = false) {
            int page = seen.size();
            IntStream.range(0, 2 * PAGE)
                    .filter(i -> page < 2 * FIFTY)
                    .forEach(i -> creations.add(calls.createLater(draft("late" + page + "." + i + "@example.com"))));
            ListUsersResponse users = calls.users()
                    .listUsers(ListUsersRequest.newBuilder()
                            .setPageSize(PAGE)
                            .setPageToken(token)
                            .build());
            users.getUsersList().forEach(user -> seen.add(user.getId()));
            token = users.getNextPageToken();
            int last = seen.get(seen.size() - 1);
            if (last > 1 && last < FIFTY) { // the last one of the page, and the first one of the next
                deleted.addAll(List.of(last, last + 1));
                delete(last);
                delete(last + 1);
            }
        }
        creations.forEach(creation -> assertThat(creation.join()).isEqualTo("OK"));

        assertThat(seen).doesNotHaveDuplicates().isSorted();
        List<Integer> stayed = all().stream()
                .map(User::getId)
                .filter(id -> id <= Collections.max(seen))
                .toList();
        assertThat(seen).as("nobody was skipped").containsAll(stayed);
        assertThat(deleted).hasSizeGreaterThan(PAGE);
    }

    @Test
    void shouldTakeHostileTextAsDataInEveryField() throws IOException {
        List<String> wrong = new ArrayList<>();
        List<String[]> rows = rows();
        for (int i = 0; i < rows.size(); i++) {
            String[] row = rows.get(i);
            String value = row[2].translateEscapes();
            CreateUserRequest.Builder draft = draft("user" + i + "@example.com").setPassword("correct horse");
            draft.setField(CreateUserRequest.getDescriptor().findFieldByName(row[1]), value);
            String outcome = outcome(draft.build(), row[1], value);
            if (!outcome.equals(row[3])) {
                wrong.add(row[0] + ": " + outcome + " (expected: " + row[3] + ")");
            }
        }

        assertThat(wrong).isEmpty();
        long kept = rows.stream().filter(row -> row[3].equals("kept")).count();
        assertThat(all())
                .hasSize((int) kept + 1)
                .first()
                .extracting(User::getRole)
                .isEqualTo("admin");
    }

    @Test
    void shouldTakeHostilePageTokensAndLoginsAsNone() throws IOException {
        for (String[] row : rows()) {
            String value = row[2].translateEscapes();

            assertThat(calls.outcome(users -> users.listUsers(
                            ListUsersRequest.newBuilder().setPageToken(value).build())))
                    .as(row[0])
                    .isEqualTo("INVALID_ARGUMENT INVALID_REQUEST");
            assertThat(calls.login(value + "nobody", value))
                    .as(row[0])
                    .isIn("UNAUTHENTICATED LOGIN_REFUSED", "INVALID_ARGUMENT INVALID_REQUEST");
        }
        assertThat(all()).hasSize(1);
    }

    /** Created, found by id and by email, changed, and logged in: all with the very text. */
    private String outcome(CreateUserRequest draft, String field, String value) {
        String created = calls.outcome(users -> users.createUser(draft));
        if (!created.equals("OK")) {
            return created;
        }
        User user = calls.users()
                .getUser(GetUserRequest.newBuilder().setEmail(draft.getEmail()).build());
        User found = calls.users()
                .getUser(GetUserRequest.newBuilder().setId(user.getId()).build());
        User changed = calls.users()
                .updateUser(UpdateUserRequest.newBuilder()
                        .setId(user.getId())
                        .setName(draft.getName())
                        .setPassword(draft.getPassword())
                        .build());
        String login = calls.login(draft.getEmail(), draft.getPassword());
        boolean same = field.equals("password")
                || value.equals(found.getField(User.getDescriptor().findFieldByName(field)));
        return same && found.equals(user) && changed.getName().equals(draft.getName()) && login.equals("OK")
                ? "kept"
                : "changed: " + changed + login;
    }

    private List<User> all() {
        List<User> all = new ArrayList<>();
        String token = "";
        do {
            ListUsersResponse page = calls.users()
                    .listUsers(ListUsersRequest.newBuilder().setPageToken(token).build());
            all.addAll(page.getUsersList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return all;
    }

    private void delete(int id) {
        calls.users().deleteUser(DeleteUserRequest.newBuilder().setId(id).build());
    }

    private static CreateUserRequest.Builder draft(String email) {
        return CreateUserRequest.newBuilder().setEmail(email).setName("somebody");
    }

    private static List<String[]> rows() throws IOException {
        try (Stream<String> lines = Files.lines(HOSTILE)) {
            return lines.filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" \\| ", -1))
                    .toList();
        }
    }
}
