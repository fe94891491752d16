package dev.yamabiko.gateway.limit;

import dev.yamabiko.gateway.limit.Quota.Held;
import io.github.bucket4j.TimeMeter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a connection or a call holds of the limits, from its beginning to its end. Used on one event loop.
 *
 * <p>Accounts are asked from the narrowest to the widest, so that who is over its own limit uses up nothing that is
 * there for all.
 */
public final class Pass {

    /** Of who is not limited. */
    public static final Pass FREE = new Pass();

    /** One account that is held. */
    private record Share(Account account, @Nullable Accounts from, String name) {}

    private final List<Share> shares = new ArrayList<>(4);
    private final List<Held> held = new ArrayList<>(2);

    /** Those of them that are paid for records and bytes. */
    private final List<Account> paid = new ArrayList<>(4);

    private final Tab in = new Tab();
    private final Tab out = new Tab();
    private boolean closed;

    Pass() {}

    /** Takes the account of a name along. */
    void add(Accounts accounts, String name) {
        add(new Share(accounts.hold(name), accounts, name));
    }

    /** Takes an account along that is nobody's. */
    void add(Account account) {
        add(new Share(account, null, ""));
    }

    private void add(Share share) {
        shares.add(share);
        if (share.account.quota().hasRates()) {
            paid.add(share.account);
            in.keepTo(share.account.quota().bounds());
            out.keepTo(share.account.quota().bounds());
        }
    }

    /** Counts one more in all accounts; or in none, and closes the pass. */
    void open(Held what) {
        int opened = 0;
        try {
            for (Share share : shares) {
                share.account.open(what);
                opened++;
            }
            held.add(what);
        } catch (LimitExceeded refused) {
            shares.subList(0, opened).forEach(share -> share.account.close(what));
            close();
            throw refused;
        }
    }

    /** How many accounts were taken along. */
    int size() {
        return shares.size();
    }

    /** Counts a call that begins in the first so many accounts; or in none, and closes the pass. */
    void begin(int first) {
        int begun = 0;
        try {
            for (Share share : shares.subList(0, first)) {
                share.account.begin();
                begun++;
            }
        } catch (LimitExceeded refused) {
            shares.subList(0, begun).forEach(share -> share.account.takeBack());
            close();
            throw refused;
        }
    }

    /** Whether it limits neither records nor bytes. */
    public boolean free() {
        return paid.isEmpty();
    }

    /** Pays for what came, sooner or later; how long to take no more, in nanoseconds. */
    public long received(int records, int bytes) {
        return !free() && in.add(records, bytes, time()) ? payIn() : 0;
    }

    /** Pays for what went, sooner or later; how long to send no more, in nanoseconds. */
    public long sent(int records, int bytes) {
        return !free() && out.add(records, bytes, time()) ? payOut() : 0;
    }

    private long payIn() {
        long wait = 0;
        for (Account account : paid) {
            wait = Math.max(wait, account.received(in.records(), in.bytes()));
        }
        in.clear(time());
        return wait;
    }

    private long payOut() {
        long wait = 0;
        for (Account account : paid) {
            wait = Math.max(wait, account.sent(out.records(), out.bytes()));
        }
        out.clear(time());
        return wait;
    }

    private TimeMeter time() {
        return paid.get(0).quota().time();
    }

    /** The connection or call is over. */
    public void close() {
        if (closed) {
            return;
        }
        closed = !shares.isEmpty();
        if (!free()) {
            payIn();
            payOut();
        }
        for (Share share : shares) {
            held.forEach(share.account::close);
            if (share.from != null) {
                share.from.letGo(share.name);
            }
        }
    }
}
