package dev.yamabiko.gateway.limit;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The accounts of one kind, by name: those that somebody holds, and a bounded number of those that nobody does. Of
 * these the ones that were let go first are forgotten first; half a second after its last use an account is as good as
 * new, but for what was sent or received far beyond its rates. Thread-safe.
 */
final class Accounts {

    private static final int PARTS = 16;

    private final Quota quota;
    private final Part[] parts;

    /** {@code remembered}: how many of those that nobody holds. */
    Accounts(Quota quota, int remembered) {
        this.quota = quota;
        this.parts =
                Stream.generate(() -> new Part(remembered / PARTS)).limit(PARTS).toArray(Part[]::new);
    }

    /** The account of a name, until it is let go. */
    Account hold(String name) {
        return part(name).hold(name, quota);
    }

    /** Ends what {@link #hold} began. */
    void letGo(String name) {
        part(name).letGo(name);
    }

    /** How many there are. */
    int size() {
        return Stream.of(parts).mapToInt(Part::size).sum();
    }

    private Part part(String name) {
        int hash = name.hashCode();
        return parts[(hash ^ hash >>> 16) & PARTS - 1];
    }

    /** Some of them, with a lock of their own. */
    private static final class Part {
        private final Map<String, Account> held = new HashMap<>();
        private final LinkedHashMap<String, Account> idle = new LinkedHashMap<>();
        private final int most;

        Part(int most) {
            this.most = most;
        }

        synchronized Account hold(String name, Quota quota) {
            Account account = held.get(name);
            if (account == null) {
                Account known = idle.remove(name);
                account = known == null ? new Account(quota) : known;
                held.put(name, account);
            }
            account.holders++;
            return account;
        }

        synchronized void letGo(String name) {
            Account account = held.get(name);
            if (account != null && --account.holders == 0) {
                held.remove(name);
                idle.put(name, account);
                if (idle.size() > most) {
                    idle.remove(idle.keySet().iterator().next());
                }
            }
        }

        synchronized int size() {
            return held.size() + idle.size();
        }
    }
}
