package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

import java.util.List;

/**
 * What callers of a role may do at most.
 *
 * @param name as tokens have it in {@code role}
 * @param scopes of RPCs, as docs/protocol.md lists them; {@code *}: all
 * @param read topics that they may read; {@code *} stands for any characters, {@code {user}} for the caller's own id
 * @param write topics that they may add to
 * @param delete topics that they may take away, or take from
 */
public record RoleConfig(String name, List<String> scopes, List<String> read, List<String> write, List<String> delete) {

    static final RoleConfig ADMIN = new RoleConfig("admin", List.of("*"), List.of("*"), List.of("*"), List.of("*"));

    static final RoleConfig USER = new RoleConfig(
            "user", List.of("notifications:read", "hub:read"), List.of("notifications/{user}"), List.of(), List.of());

    /** Refuses values that cannot be; what is not named is nothing. */
    public RoleConfig {
        check(
                name != null && name.matches("[A-Za-z0-9._-]{1,64}"),
                "auth.roles.name",
                String.valueOf(name),
                "A-Za-z0-9._-, 1 to 64");
        scopes = scopes == null ? List.of() : List.copyOf(scopes);
        read = read == null ? List.of() : List.copyOf(read);
        write = write == null ? List.of() : List.copyOf(write);
        delete = delete == null ? List.of() : List.copyOf(delete);
        for (String scope : scopes) {
            check(scope.matches("\\*|[a-z]+:[a-z]+"), "auth.roles.scopes", scope, "area:verb, or *");
        }
    }
}
