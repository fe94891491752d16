package dev.yamabiko.gateway.auth;

import dev.yamabiko.config.Network;
import java.util.HashMap;
import java.util.Map;

/**
 * So many entries in a second, of which no caller has more than a part; of IPv6 a network of 64 bits is one caller.
 * Thread-safe.
 */
final class AuditBudget {

    private final int most;
    private final int mostOfOne;
    private final Map<String, Integer> taken = new HashMap<>();
    private long second;
    private int all;

    /** {@code parts}: one of so many is the most of one caller. */
    AuditBudget(int most, int parts) {
        this.most = most;
        this.mostOfOne = Math.max(1, most / parts);
    }

    /** One more of a caller, if there is one left. */
    synchronized boolean take(String caller, long now) {
        if (now / 1_000 != second) {
            second = now / 1_000;
            taken.clear();
            all = 0;
        }
        if (all >= most) {
            return false;
        }
        String who = Network.countedAs(caller);
        int before = taken.getOrDefault(who, 0);
        if (before >= mostOfOne) {
            return false;
        }
        taken.put(who, before + 1);
        all++;
        return true;
    }
}
