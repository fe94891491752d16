package dev.yamabiko.cli.user;

import dev.yamabiko.cli.terminal.Escape;
import dev.yamabiko.cli.view.JsonLine;
import dev.yamabiko.proto.user.v1.User;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A user in a line, for people or for programs. Stateless. */
final class UserLine {

    private UserLine() {}

    /** For people; control characters are shown, not obeyed. */
    static String text(User user) {
        return Escape.TEXT.apply("user " + user.getId() + " " + user.getEmail() + " (" + user.getRole() + ")");
    }

    static String json(User user) {
        return JsonLine.of(fields(user));
    }

    /** All there is, by the names of the fields. */
    static Map<String, Object> fields(User user) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", user.getId());
        fields.put("email", user.getEmail());
        fields.put("name", user.getName());
        fields.put("phone", user.getPhone());
        fields.put("role", user.getRole());
        fields.put("created_at", time(user.getCreatedAt().getSeconds()));
        fields.put("updated_at", time(user.getUpdatedAt().getSeconds()));
        return fields;
    }

    private static String time(long seconds) {
        return Instant.ofEpochSecond(seconds).toString();
    }
}
