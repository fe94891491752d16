package dev.yamabiko.gateway.auth;

import dev.yamabiko.config.AuthConfig;
import dev.yamabiko.token.Identity;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The tokens that are accepted no more: by their id, by user and time, by time alone. Each is forgotten when all tokens
 * it can mean have expired; if there are too many all the same, those revoked first are merged into one that means
 * more. Thread-safe.
 */
public final class RevokedTokens {

    /** About 30 MB. */
    static final int MOST = 100_000;

    private final long keptMs;
    private final Map<String, Long> tokens = new LinkedHashMap<>();
    private final Map<String, Until> users = new LinkedHashMap<>();
    private volatile long everybody = Long.MIN_VALUE;
    private volatile boolean any;

    /** Tokens of a user issued up to a time, revoked at another. */
    private record Until(long issued, long revokedAt) {}

    /** {@code config}: how long tokens live at most. */
    public RevokedTokens(AuthConfig config) {
        this.keptMs = TimeUnit.HOURS.toMillis(config.longestLifeHours())
                + 2 * TimeUnit.SECONDS.toMillis(config.leewaySeconds() + config.graceSeconds());
    }

    /** Takes one in; empty fields mean any. Times in milliseconds since the epoch. */
    public synchronized void add(String tokenId, String user, long issuedBefore, long revokedAt) {
        forget(revokedAt);
        if (!tokenId.isEmpty()) {
            tokens.put(tokenId, revokedAt);
        } else if (!user.isEmpty()) {
            long issued = issuedBefore == 0 ? revokedAt : issuedBefore;
            users.merge(
                    user,
                    new Until(issued, revokedAt),
                    (old, fresh) ->
                            new Until(Math.max(old.issued, fresh.issued), Math.max(old.revokedAt, fresh.revokedAt)));
        } else {
            everybody = Math.max(everybody, issuedBefore);
        }
        any = true;
    }

    /** Whether a token is one of them. Asked for every call, and of every stream a few times a second. */
    public boolean holds(Identity identity) {
        if (!any) {
            return false;
        }
        if (identity.issuedAt() <= everybody) {
            return true;
        }
        synchronized (this) {
            Until user = users.get(identity.userId());
            return (user != null && identity.issuedAt() <= user.issued)
                    || (!identity.tokenId().isEmpty() && tokens.containsKey(identity.tokenId()));
        }
    }

    /** In the order of their revocation: what comes first goes first. */
    private void forget(long now) {
        Iterator<Map.Entry<String, Long>> oldTokens = tokens.entrySet().iterator();
        while (oldTokens.hasNext()) {
            long revokedAt = oldTokens.next().getValue();
            if (revokedAt + keptMs > now && tokens.size() < MOST) {
                break;
            }
            merge(revokedAt, now);
            oldTokens.remove();
        }
        Iterator<Map.Entry<String, Until>> oldUsers = users.entrySet().iterator();
        while (oldUsers.hasNext()) {
            Until until = oldUsers.next().getValue();
            if (until.revokedAt + keptMs > now && users.size() < MOST) {
                break;
            }
            merge(Math.max(until.issued, until.revokedAt), now);
            oldUsers.remove();
        }
    }

    /** What is forgotten too early still means its tokens, and all others of that time: those log in again. */
    private void merge(long issued, long now) {
        if (issued + keptMs > now) {
            everybody = Math.max(everybody, issued);
        }
    }
}
