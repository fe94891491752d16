package dev.yamabiko.service;

import dev.yamabiko.proto.user.v1.CreateUserRequest;
import dev.yamabiko.proto.user.v1.UpdateUserRequest;
import dev.yamabiko.user.Email;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the fields of a user have to be. For one request. */
public final class UserRules {

    private static final int MAX_NAME = 200;
    private static final int LEAST_PASSWORD = 8;
    private static final int MAX_PASSWORD = 256;
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9 ()./-]{2,31}");
    private static final Pattern ROLE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final FieldRules rules = new FieldRules();

    /** The email of a user to be; throws {@link ServiceError.InvalidRequest} if the request breaks any rule. */
    public static Email check(CreateUserRequest request) {
        UserRules rules = new UserRules();
        Email email = rules.email(request.getEmail());
        rules.name(request.getName()).phone(request.getPhone());
        if (!request.getPassword().isEmpty()) {
            rules.password(request.getPassword());
        }
        if (!request.getRole().isEmpty()) {
            rules.role(request.getRole());
        }
        rules.check();
        return Objects.requireNonNull(email);
    }

    /** Throws {@link ServiceError.InvalidRequest} if the request breaks any rule. */
    public static void check(UpdateUserRequest request) {
        UserRules rules = new UserRules();
        rules.id(request.getId()).name(request.getName()).phone(request.getPhone());
        if (request.hasRole()) {
            rules.role(request.getRole());
        }
        if (!request.getPassword().isEmpty()) {
            rules.password(request.getPassword());
        }
        rules.check();
    }

    /** The email; null: it breaks its rule, and so {@link #check} will throw. */
    public @Nullable Email email(String text) {
        Email email = Email.of(text);
        rules.require(email != null, "email", text.length() + " characters (expected: " + Email.RULE + ")");
        return email;
    }

    /** Names a user. */
    public UserRules id(int id) {
        rules.range("id", id, 1, Integer.MAX_VALUE);
        return this;
    }

    /** For people. */
    private UserRules name(String name) {
        rules.name("name", name, MAX_NAME);
        return this;
    }

    /** May be empty. */
    private UserRules phone(String phone) {
        rules.require(
                phone.isEmpty() || (PHONE.matcher(phone).matches() && phone.length() >= 3),
                "phone",
                phone.length() + " characters (expected: 3 to 32 digits, blanks and ()./-, a + in front)");
        return this;
    }

    /** One that a user is to have. */
    private UserRules password(String password) {
        int bytes = password.getBytes(StandardCharsets.UTF_8).length;
        rules.require(
                bytes >= LEAST_PASSWORD && bytes <= MAX_PASSWORD,
                "password",
                bytes + " bytes (expected: " + LEAST_PASSWORD + " to " + MAX_PASSWORD + ")");
        return this;
    }

    /** The name of a role. */
    private UserRules role(String role) {
        rules.require(
                ROLE.matcher(role).matches(),
                "role",
                role.length() + " characters (expected: 1 to 64, letters, digits and ._-)");
        return this;
    }

    /** Throws {@link ServiceError.InvalidRequest} if any rule is broken. */
    public void check() {
        rules.check();
    }
}
