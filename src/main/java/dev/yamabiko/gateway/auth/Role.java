package dev.yamabiko.gateway.auth;

import dev.yamabiko.config.RoleConfig;
import dev.yamabiko.service.Permissions.Action;
import dev.yamabiko.token.Identity;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What callers of a role may do at most. Immutable. */
final class Role {

    /** Callers without a role, or of one that nobody has configured. */
    static final Role NOBODY = new Role(new RoleConfig("nobody", List.of(), List.of(), List.of(), List.of()));

    private final Set<String> scopes;
    private final Map<Action, List<TopicPattern>> topics = new EnumMap<>(Action.class);

    Role(RoleConfig config) {
        this.scopes = Set.copyOf(config.scopes());
        topics.put(Action.READ, patterns(config.read()));
        topics.put(Action.WRITE, patterns(config.write()));
        topics.put(Action.DELETE, patterns(config.delete()));
    }

    boolean allows(String scope) {
        return scopes.contains(scope) || scopes.contains(Identity.ALL);
    }

    boolean allows(Action action, String topic, String user) {
        return topics.getOrDefault(action, List.of()).stream().anyMatch(pattern -> pattern.matches(topic, user));
    }

    private static List<TopicPattern> patterns(List<String> texts) {
        return texts.stream().map(TopicPattern::new).toList();
    }
}
