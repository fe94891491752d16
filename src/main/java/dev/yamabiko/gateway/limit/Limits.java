package dev.yamabiko.gateway.limit;

import dev.yamabiko.config.LimitsConfig;
import dev.yamabiko.config.Network;
import dev.yamabiko.config.QuotaConfig;
import dev.yamabiko.gateway.limit.Quota.Held;
import io.github.bucket4j.TimeMeter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How much may be done, by each caller, from each address, and on the node. One for a node; the same for every
 * protocol. Thread-safe.
 */
public final class Limits {

    private final boolean none;
    private final Proxies proxies;
    private final @Nullable Account node;
    private final @Nullable Accounts addresses;
    private final @Nullable Accounts callers;
    private final Map<String, Accounts> methods = new HashMap<>();
    private final LongAdder refused;

    /**
     * Nobody has done anything yet.
     *
     * @param windowMs over which those come back who are refused because others have to end first
     * @param time nanoseconds that only grow
     * @param refused counts who is refused
     */
    public Limits(LimitsConfig config, int windowMs, TimeMeter time, RandomGenerator random, LongAdder refused) {
        Returns returns = new Returns(windowMs, random);
        this.none = config.unbounded();
        this.refused = refused;
        this.proxies = new Proxies(config.proxies());
        QuotaConfig all = config.node();
        this.node = all.unbounded() ? null : new Account(new Quota("limits.node", all, time, returns));
        this.addresses = accounts("limits.address", config.address(), config, time, returns);
        this.callers = accounts("limits.caller", config.caller(), config, time, returns);
        config.methods().forEach((method, quota) -> {
            Accounts accounts = accounts("limits.methods." + method, quota, config, time, returns);
            if (accounts != null) {
                methods.put(method, accounts);
            }
        });
    }

    private static @Nullable Accounts accounts(
            String name, QuotaConfig bounds, LimitsConfig config, TimeMeter time, Returns returns) {
        return bounds.unbounded() ? null : new Accounts(new Quota(name, bounds, time, returns), config.remembered());
    }

    /**
     * A new connection.
     *
     * @param address where it comes from
     * @param subject of its certificate; null: none
     * @throws LimitExceeded if there are enough
     */
    public Pass connect(String address, @Nullable String subject) {
        if (none) {
            return Pass.FREE;
        }
        Pass pass = new Pass();
        if (callers != null && subject != null) {
            pass.add(callers, subject);
        }
        if (addresses != null && !proxies.contain(address)) {
            pass.add(addresses, Network.countedAs(address));
        }
        addNode(pass);
        return counted(() -> pass.open(Held.CONNECTION), pass);
    }

    /** Where a call comes from: what proxies say of their clients counts, what others say does not. */
    public String origin(String address, @Nullable String forwarded) {
        return forwarded == null ? address : proxies.origin(address, forwarded);
    }

    /**
     * A call that comes, before anything is done for it: whatever becomes of it, it counts for its address and the
     * node. {@link #admit} alone takes it back from the node, for a caller who is over a limit.
     *
     * @throws LimitExceeded if there were enough lately
     */
    public void knock(String address) {
        if (none) {
            return;
        }
        Pass pass = new Pass();
        addWide(pass, address);
        counted(() -> pass.begin(pass.size()), pass).close();
    }

    /**
     * A call that begins, after its {@link #knock}.
     *
     * @param address where it comes from
     * @param caller whose it is
     * @param method {@code package.Service/Method}
     * @param subscription whether it has a stream of responses
     * @throws LimitExceeded if it may not begin now
     */
    public Pass admit(String address, String caller, String method, boolean subscription) {
        if (none) {
            return Pass.FREE;
        }
        Pass pass = new Pass();
        Accounts ofMethod = methods.get(method);
        if (ofMethod != null) {
            pass.add(ofMethod, caller);
        }
        if (callers != null) {
            pass.add(callers, caller);
        }
        int own = pass.size();
        addWide(pass, address);
        try {
            return counted(
                    () -> {
                        pass.open(Held.STREAM);
                        if (subscription) {
                            pass.open(Held.SUBSCRIPTION);
                        }
                        pass.begin(own);
                    },
                    pass);
        } catch (LimitExceeded tooMuch) {
            if (node != null) {
                node.takeBack();
            }
            throw tooMuch;
        }
    }

    /** Callers, addresses and methods of callers that are known at the moment. */
    int remembered() {
        int known = (addresses == null ? 0 : addresses.size()) + (callers == null ? 0 : callers.size());
        return known + methods.values().stream().mapToInt(Accounts::size).sum();
    }

    private void addWide(Pass pass, String address) {
        if (addresses != null) {
            pass.add(addresses, Network.countedAs(address));
        }
        addNode(pass);
    }

    private void addNode(Pass pass) {
        if (node != null) {
            pass.add(node);
        }
    }

    private Pass counted(Runnable asking, Pass pass) {
        try {
            asking.run();
            return pass;
        } catch (LimitExceeded tooMuch) {
            refused.increment();
            throw tooMuch;
        }
    }
}
