package dev.yamabiko.gateway.auth;

/** What a call of an RPC needs. Declared beside each of them in the routes; docs/protocol.md lists the scopes. */
public enum Access {
    /** Nothing: who asks whether the hub is well, or logs in, has no token yet. One that is there is not looked at. */
    ANYBODY(""),
    /** Nothing, but a token that is there says who calls. */
    TOKEN_IF_ANY(""),
    /** A token, whatever it is for. */
    ANY_TOKEN(""),
    LOGS_READ("logs:read"),
    LOGS_WRITE("logs:write"),
    METRICS_READ("metrics:read"),
    METRICS_WRITE("metrics:write"),
    FILES_READ("files:read"),
    FILES_WRITE("files:write"),
    FILES_DELETE("files:delete"),
    NOTIFICATIONS_READ("notifications:read"),
    NOTIFICATIONS_WRITE("notifications:write"),
    BATCHES_WRITE("batches:write"),
    GAMES_WRITE("games:write"),
    COLLECTIONS_WRITE("collections:write"),
    DOCUMENTS_READ("documents:read"),
    DOCUMENTS_WRITE("documents:write"),
    ROOMS_READ("rooms:read"),
    ROOMS_WRITE("rooms:write"),
    USERS_READ("users:read"),
    USERS_WRITE("users:write"),
    HUB_READ("hub:read");

    private final String scope;

    Access(String scope) {
        this.scope = scope;
    }

    /** The scope that a token needs; empty: none. */
    public String scope() {
        return scope;
    }

    /** Whether a call may have no token. */
    boolean withoutToken() {
        return this == ANYBODY || this == TOKEN_IF_ANY;
    }
}
