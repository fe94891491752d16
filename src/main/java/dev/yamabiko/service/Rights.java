package dev.yamabiko.service;

import dev.yamabiko.service.Permissions.Action;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the caller of one call may do. Asked for each message, and finds out once for each thing: a call keeps its user
 * and role as long as it lives. Used on the event loop of its call only.
 */
public final class Rights {

    /** Further things are asked for each time. */
    private static final int MOST_REMEMBERED = 64;

    /** Things of longer names, too: some are asked for before it is known that there can be none of that name. */
    private static final int LONGEST_REMEMBERED = 256;

    private final Permissions permissions;
    private final Caller caller;
    private final Map<Action, Set<String>> granted = new EnumMap<>(Action.class);

    /** Of a call that has just begun. */
    public Rights(Permissions permissions, Caller caller) {
        this.permissions = permissions;
        this.caller = caller;
    }

    /** Throws {@link ServiceError.Denied} if the caller may not. */
    public void require(Action action, String what) {
        Set<String> known = granted.computeIfAbsent(action, first -> new HashSet<>());
        if (known.contains(what)) {
            return;
        }
        permissions.require(caller, action, what);
        if (known.size() < MOST_REMEMBERED && what.length() <= LONGEST_REMEMBERED) {
            known.add(what);
        }
    }

    /** Throws {@link ServiceError.Denied} if the caller is somebody else than it says. */
    public void requireSelf(String user) {
        permissions.requireSelf(caller, user);
    }
}
