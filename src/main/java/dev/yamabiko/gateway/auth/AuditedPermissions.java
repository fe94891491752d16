package dev.yamabiko.gateway.auth;

import dev.yamabiko.service.Caller;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.ServiceError;

/**
 * Permissions that write down what was wanted, and whether it was allowed. What is only asked, to leave out what
 * somebody may not see, nobody has tried. Thread-safe.
 */
public record AuditedPermissions(Permissions permissions, AuditLog audit) implements Permissions {

    @Override
    public boolean allow(Caller caller, Action action, String what) {
        return permissions.allow(caller, action, what);
    }

    @Override
    public void require(Caller caller, Action action, String what) {
        try {
            permissions.require(caller, action, what);
            audit.allowed(caller, action.name(), what);
        } catch (ServiceError.Denied denied) {
            audit.refused(caller, action.name(), what, "role");
            throw denied;
        }
    }
}
