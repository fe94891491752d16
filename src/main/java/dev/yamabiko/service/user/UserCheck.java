package dev.yamabiko.service.user;

import dev.yamabiko.proto.user.v1.GetUserRequest;
import dev.yamabiko.proto.user.v1.ListUsersRequest;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.UserRules;
import dev.yamabiko.user.Email;
import org.jspecify.annotations.Nullable;

/**
 * What requests about users have to be; each method throws {@link dev.yamabiko.service.ServiceError.InvalidRequest}.
 * Stateless.
 */
final class UserCheck {

    private static final int MAX_SIZE = 1_000;
    private static final int MAX_TOKEN = 64;

    private UserCheck() {}

    /** The email of the user; null: the id says which. */
    static @Nullable Email get(GetUserRequest request) {
        if (request.getEmail().isEmpty()) {
            id(request.getId());
            return null;
        }
        new FieldRules()
                .require(request.getId() == 0, "id", request.getId() + " (expected: 0, there is an email)")
                .check();
        UserRules rules = new UserRules();
        Email email = rules.email(request.getEmail());
        rules.check();
        return email;
    }

    static void id(int id) {
        new UserRules().id(id).check();
    }

    /** The id behind which the page begins. */
    static int list(ListUsersRequest request) {
        int after = request.getPageToken().length() > MAX_TOKEN ? -1 : PageToken.last(request.getPageToken());
        new FieldRules()
                .range("page_size", request.getPageSize(), 0, MAX_SIZE)
                .require(
                        after >= 0,
                        "page_token",
                        request.getPageToken().length()
                                + " characters (expected: next_page_token of a page, unchanged)")
                .check();
        return after;
    }
}
