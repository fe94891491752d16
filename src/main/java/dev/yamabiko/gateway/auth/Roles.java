package dev.yamabiko.gateway.auth;

import dev.yamabiko.config.AuthConfig;
import dev.yamabiko.config.RoleConfig;
import dev.yamabiko.service.Caller;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.token.Identity;
import java.util.Map;
import java.util.stream.Collectors;

/** Who may do what, by role: what none of them names is denied, and whoever has no token may do nothing. Immutable. */
public final class Roles implements Permissions {

    private final Map<String, Role> roles;

    /** As configured. */
    public Roles(AuthConfig config) {
        this.roles = config.roles().stream().collect(Collectors.toUnmodifiableMap(RoleConfig::name, Role::new));
    }

    /** Who may do what under a configuration. */
    public static Permissions of(AuthConfig config) {
        return config.enabled() ? new Roles(config) : EVERYTHING;
    }

    @Override
    public boolean allow(Caller caller, Action action, String what) {
        Identity identity = caller.identity();
        return identity != null && role(identity).allows(action, what, identity.userId());
    }

    /** Whether a token is for RPCs of a scope, and its role may call them. */
    boolean allow(Identity identity, String scope) {
        return scope.isEmpty() || (identity.has(scope) && role(identity).allows(scope));
    }

    private Role role(Identity identity) {
        return roles.getOrDefault(identity.role(), Role.NOBODY);
    }
}
