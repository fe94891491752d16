package dev.yamabiko.gateway.auth;

import dev.yamabiko.stream.Topic;
import java.util.Set;

/**
 * Who wanted to do what, and whether it was allowed. No secrets: neither tokens nor what records hold.
 *
 * @param caller a user, or an address
 * @param rpc what was called; empty: nobody said
 * @param action an RPC, or what was to be done to a topic
 * @param topic which; empty: none
 * @param allowed whether it was
 * @param reason why not; empty: it was
 */
public record AuditEntry(String caller, String rpc, String action, String topic, boolean allowed, String reason) {

    /** What is done once a user has been added, whose id nobody knew before. */
    public static final String CREATE = "CREATE";

    private static final Set<String> CHANGES = Set.of("WRITE", "DELETE", CREATE);

    /** As it is written. */
    String outcome() {
        return allowed ? "allowed" : "refused";
    }

    /** Whether it changes who may do what: users, roles, and what is revoked. */
    boolean changesRights() {
        return allowed
                && CHANGES.contains(action)
                && (topic.equals("users")
                        || topic.startsWith("users/")
                        || topic.startsWith("roles/")
                        || topic.startsWith(Topic.AUTH));
    }
}
